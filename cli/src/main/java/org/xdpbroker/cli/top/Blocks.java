package org.xdpbroker.cli.top;

import java.io.IOException;
import java.io.PrintWriter;
import org.xdpbroker.cli.text.StandardOutput;

/** One table after the other, each with the time above it. */
final class Blocks implements Top.Display {

    private final PrintWriter out;
    private final Notes notes;

    Blocks(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.notes = new Notes(err);
    }

    @Override
    public void show(Sample before, Sample now) throws IOException {
        out.println(now.time());
        TopTable.lines(before, now).forEach(out::println);
        notes.tell(now);
        StandardOutput.check(out);
    }
}
