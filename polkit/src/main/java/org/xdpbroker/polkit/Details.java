package org.xdpbroker.polkit;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a question tells about itself: rules read it with {@code action.lookup(key)}, messages with {@code $(key)}.
 *
 * @param entries keys and values in order; no NUL characters, and {@link #MAX_CHARACTERS} in all
 */
public record Details(Map<String, String> entries) {

    /** Details are shown to a person; what is longer is a mistake. */
    public static final int MAX_CHARACTERS = 8192;

    public static final Details NONE = new Details(Map.of());

    /** @throws IllegalArgumentException if it is too long or contains a character D-Bus cannot carry */
    public Details {
        entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        int characters = 0;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            check(entry.getKey());
            check(entry.getValue());
            characters += entry.getKey().length() + entry.getValue().length();
        }
        if (characters > MAX_CHARACTERS) {
            throw new IllegalArgumentException(
                    "details of " + characters + " characters; at most " + MAX_CHARACTERS + " are allowed");
        }
    }

    private static void check(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a detail contains a NUL character");
        }
    }
}
