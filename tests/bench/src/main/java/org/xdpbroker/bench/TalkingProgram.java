package org.xdpbroker.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;

/**
 * A program that says when it is ready, answers each line of its input with a line of counters, and stops at the end of its
 * input: c/bench.h.
 */
final class TalkingProgram implements MeasuredProgram {

    private final LineProcess process;

    private TalkingProgram(LineProcess process) {
        this.process = process;
    }

    /** Starts it and waits until it is at work. */
    static TalkingProgram start(String name, List<String> command) {
        TalkingProgram program = new TalkingProgram(LineProcess.start(name, command));
        try {
            program.line();
            return program;
        } catch (RuntimeException | Error e) {
            program.close();
            throw e;
        }
    }

    @Override
    public Sample sample() {
        long cpuNs = process.cpuNs();
        process.say("");
        return new Sample(cpuNs, line());
    }

    @Override
    public LineProcess process() {
        return process;
    }

    @Override
    public Sample end() {
        process.endInput();
        JsonObject last = line();
        process.awaitEnd();
        return new Sample(0, last);
    }

    private JsonObject line() {
        return JsonParser.parseString(process.line()).getAsJsonObject();
    }
}
