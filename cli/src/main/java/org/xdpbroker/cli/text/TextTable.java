package org.xdpbroker.cli.text;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell, under a heading. Control characters of names are shown as question marks. */
public final class TextTable {

    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();

    private int numbersFrom = Integer.MAX_VALUE;

    public TextTable(String... headings) {
        rows.add(headings.clone());
    }

    /** This column and all after it have numbers, which stand one below the other. */
    public TextTable numbersFrom(int column) {
        numbersFrom = column;
        return this;
    }

    /** @throws IllegalArgumentException if there are more or fewer cells than headings */
    public void add(String... cells) {
        if (cells.length != rows.get(0).length) {
            throw new IllegalArgumentException(cells.length + " cells for " + rows.get(0).length + " headings");
        }
        rows.add(cells.clone());
    }

    public void print(PrintWriter out) {
        lines().forEach(out::println);
    }

    /** The heading, then a line a row. */
    public List<String> lines() {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row[column].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                String cell = row[column].replaceAll("\\p{Cntrl}", "?");
                String padding = " ".repeat(widths[column] - cell.length());
                boolean last = column == columns - 1;
                line.append(column < numbersFrom ? cell + (last ? "" : padding) : padding + cell)
                        .append(last ? "" : GAP);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
