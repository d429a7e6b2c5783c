package org.xdpbroker.bench.loop;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.xdpbroker.client.XdpSocket;
import org.xdpbroker.client.XdpStatistics;

/**
 * Answers each line of standard input with the loop's counters, on a thread of its own, and ends the loop at the end of
 * input: the same as c/bench.h.
 */
final class Talk {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Counters counters;
    private final XdpSocket socket;
    private final Thread loop = Thread.currentThread();
    private final Thread talker = new Thread(this::answerLines, "talk");

    private volatile boolean ended;

    Talk(Counters counters, XdpSocket socket) {
        this.counters = counters;
        this.socket = socket;
    }

    void start() {
        say("{\"ready\":true}");
        talker.start();
    }

    boolean isEnded() {
        return ended;
    }

    /** After the loop's end, on its thread: tells also what the kernel dropped. */
    void end() throws IOException {
        XdpStatistics drops = socket.statistics();
        say(line(",\"rxDropped\":" + drops.rxDropped() + ",\"rxRingFull\":" + drops.rxRingFull()));
    }

    private void answerLines() {
        try {
            for (int next = System.in.read(); next >= 0; next = System.in.read()) {
                if (next == '\n') {
                    say(line(""));
                }
            }
        } catch (IOException e) {
            System.err.println("cannot read standard input: " + e);
        } finally {
            ended = true;
        }
    }

    private String line(String more) {
        return "{\"ns\":" + System.nanoTime() + counters.json() + ",\"allocated\":"
                + THREADS.getThreadAllocatedBytes(loop.getId()) + more + "}";
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
