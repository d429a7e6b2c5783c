package org.xdpbroker.cli.exec;

import java.util.regex.Pattern;

/** Words of commands that people paste into a shell. */
public final class ShellWord {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@%+=:,./_-]+");

    private ShellWord() {}

    /** A word that sh(1) reads as this text, quoted only if it has to be. */
    public static String of(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
