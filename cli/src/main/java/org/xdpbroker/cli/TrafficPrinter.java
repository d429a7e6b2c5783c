package org.xdpbroker.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.cli.text.StandardOutput;
import org.xdpbroker.cli.traffic.Figures;
import org.xdpbroker.cli.traffic.LocalNetwork;
import org.xdpbroker.cli.traffic.OpenQueues;
import org.xdpbroker.cli.traffic.Sent;

/** Prints figures, for people or as JSON lines. */
final class TrafficPrinter {

    private final PrintWriter out;
    private final boolean json;

    TrafficPrinter(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Packets may come and go from here on; told where it does not get between the figures. */
    static void began(Command command, String doing, OpenQueues queues) {
        tell(command, doing + " on " + queues.description() + "; what arrives there does not reach the host");
        LocalNetwork network = queues.network();
        if (network == null) {
            return;
        }
        String name = queues.interfaceName();
        if (!network.isUp()) {
            tell(command, name + " is down: nothing is sent or arrives before: ip link set " + name + " up");
        }
        if (network.mostReceived() > queues.mostReceived()) {
            tell(
                    command,
                    name + " takes packets of up to " + network.mostReceived() + " bytes; those above "
                            + queues.mostReceived() + " are dropped without --multi-buffer");
        }
    }

    /** What the kernel was given and has not sent, if there is any. */
    static void tellUnsent(Command command, Sent sent) {
        long stuck = sent.notSent() - sent.unfit();
        if (stuck > 0) {
            tell(
                    command,
                    stuck + (stuck == 1 ? " packet was" : " packets were") + " given to the kernel and did not leave:"
                            + " the interface is down, or its other end does not take them");
        }
    }

    static void tell(Command command, String what) {
        command.err().println("xdp-broker: " + what);
    }

    /**
     * What came or went in a second.
     *
     * @throws IOException if standard output does not take it
     */
    void second(Figures figures) throws IOException {
        print("second", "", figures);
        StandardOutput.check(out);
    }

    /** What has come or gone since the start. */
    void soFar(Figures figures) {
        print("soFar", "so far  ", figures);
    }

    /** All, at the end. */
    void summary(Figures figures) {
        print("summary", "total  ", figures);
    }

    private void print(String name, String words, Figures figures) {
        if (json) {
            JsonObject line = new JsonObject();
            line.add(name, figures.json());
            JsonLines.print(out, line);
        } else {
            out.println(words + figures.text());
        }
    }

    /** Whether standard error is a terminal, where somebody may want to see that there is progress. */
    static boolean personWatches() {
        try {
            String file = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
