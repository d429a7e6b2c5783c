package org.xdpbroker.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that says when it is ready, answers each line of its input with a line of counters, and stops at the end of its
 * input: c/bench.h.
 */
final class TalkingProgram implements MeasuredProgram {

    /** The thread that answers is called so. */
    private static final String TALK = "talk";

    private final LineProcess process;
    private @Nullable Path talk;

    private TalkingProgram(LineProcess process) {
        this.process = process;
    }

    /** Starts it and waits until it is at work. */
    static TalkingProgram start(String name, List<String> command) {
        TalkingProgram program = new TalkingProgram(LineProcess.start(name, command));
        try {
            program.answer();
            program.sample(); // its thread that answers is there then
            program.talk = OtherProcess.thread(program.process.pid(), TALK);
            return program;
        } catch (RuntimeException | Error e) {
            program.close();
            throw e;
        }
    }

    @Override
    public Sample sample() {
        long cpuNs = process.cpuNs() - (talk == null ? 0 : OtherProcess.threadCpuNanos(talk));
        process.say("");
        return new Sample(cpuNs, answer());
    }

    @Override
    public LineProcess process() {
        return process;
    }

    @Override
    public Sample end() {
        process.endInput();
        JsonObject last = answer();
        process.awaitEnd();
        return new Sample(0, last);
    }

    private JsonObject answer() {
        return JsonParser.parseString(process.line()).getAsJsonObject();
    }
}
