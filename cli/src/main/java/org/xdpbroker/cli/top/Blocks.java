package org.xdpbroker.cli.top;

import java.io.PrintWriter;

/** One table after the other, each with the time above it. */
final class Blocks implements Top.Display {

    private final PrintWriter out;
    private final Notes notes;

    Blocks(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.notes = new Notes(err);
    }

    @Override
    public boolean show(Sample before, Sample now) {
        out.println(now.time());
        TopTable.lines(before, now).forEach(out::println);
        notes.tell(now);
        return !out.checkError();
    }
}
