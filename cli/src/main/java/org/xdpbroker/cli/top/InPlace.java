package org.xdpbroker.cli.top;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.xdpbroker.cli.text.StandardOutput;

/** One table that is written over, in the upper left corner of a terminal; no more than fits. */
final class InPlace implements Top.Display {

    /** ECMA-48: to the upper left corner, erase to the end of the line, erase to the end of the screen. */
    private static final String HOME = "\033[H";

    private static final String CLEAR_LINE = "\033[K";
    private static final String CLEAR_BELOW = "\033[J";

    private final PrintWriter out;

    InPlace(PrintWriter out) {
        this.out = out;
        // a terminal writes ^C where the cursor is; what the shell writes next begins a line
        Runtime.getRuntime().addShutdownHook(new Thread(out::println, "last-line"));
    }

    @Override
    public void show(Sample before, Sample now) throws IOException {
        Terminal.Size size = Terminal.size();
        List<String> lines = new ArrayList<>(TopTable.linesWithin(size.columns(), before, now));
        if (now.leases().isEmpty()) {
            lines.add("no leases");
        }
        now.notes().forEach(note -> lines.add("-  not shown of " + note));
        StringBuilder screen = new StringBuilder(HOME);
        // the last row stays free for the cursor, and for what a shell writes next
        for (String line : lines.subList(0, Math.min(lines.size(), size.rows() - 1))) {
            screen.append(line, 0, Math.min(line.length(), size.columns()))
                    .append(CLEAR_LINE)
                    .append('\n');
        }
        out.print(screen.append(CLEAR_BELOW));
        StandardOutput.check(out);
    }
}
