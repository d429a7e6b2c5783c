package org.xdpbroker.cli.top;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.xdpbroker.protocol.message.LeaseDescription;

/** Looks at the leases time and again. */
public final class Top {

    private final Source source;
    private final Display display;
    private final Duration interval;

    /** Where leases are heard of. */
    public interface Source {
        List<LeaseDescription> leases() throws IOException;
    }

    /** Shows what was seen. */
    interface Display {
        /** @throws IOException if nobody can look any more */
        void show(Sample before, Sample now) throws IOException;
    }

    private Top(Source source, Display display, Duration interval) {
        this.source = source;
        this.display = display;
        this.interval = interval;
    }

    /** Tells people, in place on a terminal. */
    public static Top forPeople(Source source, PrintWriter out, PrintWriter err, Duration interval) {
        return new Top(source, Terminal.isStandardOutput() ? new InPlace(out) : new Blocks(out, err), interval);
    }

    /** Tells programs, one object a line. */
    public static Top forPrograms(Source source, PrintWriter out, PrintWriter err, Duration interval) {
        return new Top(source, new JsonTicks(out, err), interval);
    }

    /**
     * Goes on until it has shown so many, or this process is interrupted.
     *
     * @param count 0 for no end
     * @throws IOException if the broker cannot be reached any more, or nobody looks
     */
    public void run(long count) throws IOException, InterruptedException {
        Sampler sampler = new Sampler();
        // classes are still loaded in the first look, so its sockets are seen long after the broker's answer
        sampler.look(source.leases());
        Sample before = sampler.look(source.leases());
        for (long shown = 0; count == 0 || shown < count; shown++) {
            // not interval after interval: what a look takes does not add up
            long due = before.nanos() + interval.toNanos();
            Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())).toMillis());
            Sample now = sampler.look(source.leases());
            display.show(before, now);
            before = now;
        }
    }
}
