package org.xdpbroker.broker.policy;

/** Text of the file inside a message: in quotes, on one line, and not without end. */
final class Quote {

    private static final int MAX_LENGTH = 80;

    private Quote() {}

    static String of(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().limit(MAX_LENGTH).forEach(c -> append(quoted, c));
        return quoted.append(text.codePointCount(0, text.length()) > MAX_LENGTH ? "...\"" : "\"")
                .toString();
    }

    /** Escapes as TOML does what would end the quote or the line, or cannot be seen. */
    private static void append(StringBuilder quoted, int c) {
        switch (c) {
            case '"', '\\' -> quoted.append('\\').appendCodePoint(c);
            case '\n' -> quoted.append("\\n");
            case '\t' -> quoted.append("\\t");
            default -> {
                if (isVisible(c)) {
                    quoted.appendCodePoint(c);
                } else {
                    quoted.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
                }
            }
        }
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
