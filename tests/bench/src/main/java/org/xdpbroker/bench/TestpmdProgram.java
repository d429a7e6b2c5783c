package org.xdpbroker.bench;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A testpmd that runs interactively: asked for its ports' statistics, it answers as it does to people. */
final class TestpmdProgram implements MeasuredProgram {

    private static final Pattern COUNTER = Pattern.compile("(RX-packets|RX-missed|TX-packets): +(\\d+)");
    private static final Pattern END_OF_PORT = Pattern.compile(" *#+");

    private final LineProcess process;
    private final int ports;
    private final Loop loop;

    private TestpmdProgram(LineProcess process, int ports, Loop loop) {
        this.process = process;
        this.ports = ports;
        this.loop = loop;
    }

    static TestpmdProgram start(List<String> command, int ports, Loop loop) {
        TestpmdProgram program = new TestpmdProgram(LineProcess.start("testpmd", command), ports, loop);
        try {
            program.statistics(); // it answers from when it is at work on
            return program;
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    @Override
    public Sample sample() {
        return new Sample(process.cpuNs(), statistics());
    }

    @Override
    public LineProcess process() {
        return process;
    }

    @Override
    public Sample end() {
        process.say("stop");
        JsonObject last = statistics();
        process.say("quit");
        process.awaitEnd();
        return new Sample(0, last);
    }

    /** The packets that the loop is about: those sent, on the last port, if it sends; else those received, on the first. */
    private JsonObject statistics() {
        process.say("show port stats all");
        JsonObject counters = new JsonObject();
        for (int port = 0; port < ports; ) {
            String line = process.line();
            Matcher counter = COUNTER.matcher(line);
            while (counter.find()) {
                take(counters, port, counter.group(1), Long.parseLong(counter.group(2)));
            }
            if (END_OF_PORT.matcher(line).matches()) {
                port++;
            }
        }
        counters.addProperty("ns", System.nanoTime());
        return counters;
    }

    private void take(JsonObject counters, int port, String name, long value) {
        if (name.equals("RX-missed") && port == 0) {
            counters.addProperty("rxDropped", value);
        } else if (name.equals(loop.sends() ? "TX-packets" : "RX-packets") && port == (loop.sends() ? ports - 1 : 0)) {
            counters.addProperty("packets", value);
        }
    }
}
