package org.xdpbroker.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.cli.traffic.Figures;

/** Prints figures, for people or as JSON lines. */
final class TrafficPrinter {

    private final PrintWriter out;
    private final boolean json;

    TrafficPrinter(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Packets may come and go from here on; told where it does not get between the figures. */
    static void began(Command command, String what) {
        command.err().println("xdp-broker: " + what + "; what arrives there does not reach the host");
    }

    /** What came or went in a second. */
    void second(Figures figures) {
        print("second", figures);
    }

    /** What has come or gone since the start. */
    void soFar(Figures figures) {
        print("soFar", figures);
    }

    /** All, at the end. */
    void summary(Figures figures) {
        print("summary", figures);
    }

    private void print(String name, Figures figures) {
        if (json) {
            JsonObject line = new JsonObject();
            line.add(name, figures.json());
            JsonLines.print(out, line);
        } else {
            out.println(("summary".equals(name) ? "total  " : "") + figures.text());
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
