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
        return lines(widths(), new boolean[rows.get(0).length]);
    }

    /** Without those of some columns that it takes to leave out for the others to fit, the first of them first. */
    public List<String> lines(int mostCharacters, List<String> leastNeeded) {
        int[] widths = widths();
        boolean[] hidden = new boolean[widths.length];
        List<String> headings = List.of(rows.get(0));
        for (String heading : leastNeeded) {
            if (width(widths, hidden) <= mostCharacters) {
                break;
            }
            hidden[headings.indexOf(heading)] = true;
        }
        return lines(widths, hidden);
    }

    private int[] widths() {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row[column].length());
            }
        }
        return widths;
    }

    /** Of a line, with the padding that its last column may have. */
    private static int width(int[] widths, boolean[] hidden) {
        int width = -GAP.length();
        for (int column = 0; column < widths.length; column++) {
            width += hidden[column] ? 0 : GAP.length() + widths[column];
        }
        return width;
    }

    private List<String> lines(int[] widths, boolean[] hidden) {
        int last = widths.length - 1;
        while (hidden[last]) {
            last--;
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column <= last; column++) {
                if (hidden[column]) {
                    continue;
                }
                String cell = row[column].replaceAll("\\p{Cntrl}", "?");
                String padding = " ".repeat(widths[column] - cell.length());
                boolean isLast = column == last;
                line.append(column < numbersFrom ? cell + (isLast ? "" : padding) : padding + cell)
                        .append(isLast ? "" : GAP);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
