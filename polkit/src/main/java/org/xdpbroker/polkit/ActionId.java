package org.xdpbroker.polkit;

import java.util.regex.Pattern;

/**
 * The name of something that needs authorization, as in an action file: {@code org.xdpbroker.request}.
 *
 * @param value lower-case letters, digits, dots and hyphens, at most 255
 */
public record ActionId(String value) {

    private static final Pattern SHAPE = Pattern.compile("[a-z0-9.-]{1,255}");

    /** @throws IllegalArgumentException if polkit would not take it for an action */
    public ActionId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a polkit action: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
