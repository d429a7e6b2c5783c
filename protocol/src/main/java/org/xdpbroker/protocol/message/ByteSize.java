package org.xdpbroker.protocol.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory as people write it: {@code 64M}. K, M and G are 2 to the power of 10, 20 and 30.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) {

    /** What {@link #parse} takes, to be read after "expected". */
    public static final String EXPECTED = "a number of K, M or G up to 1024G, such as \"64M\"";

    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,9})([KMG])");
    private static final String UNITS = "KMG";

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes");
        }
    }

    /** @throws IllegalArgumentException for anything that is not as {@link #EXPECTED} says, or too much */
    public static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            int shift = 10 * (1 + UNITS.indexOf(matcher.group(2)));
            if (number <= RequestParameters.MAX_LOCKED_MEMORY >> shift) {
                return new ByteSize(number << shift);
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not " + EXPECTED);
    }

    /** For a sentence: {@code 64 MiB}, in the largest unit that leaves no remainder. */
    public String inWords() {
        int unit = unit();
        return unit == 0 ? bytes + " bytes" : (bytes >> (10 * unit)) + " " + UNITS.charAt(unit - 1) + "iB";
    }

    /** As {@link #parse} reads it, rounded up to whole KiB. */
    @Override
    public String toString() {
        int unit = unit();
        return unit == 0 ? kib() + "K" : (bytes >> (10 * unit)) + UNITS.substring(unit - 1, unit);
    }

    /** In KiB, rounded up. */
    public long kib() {
        return (bytes + 1023) / 1024;
    }

    private int unit() {
        return bytes == 0 ? 0 : Math.min(UNITS.length(), Long.numberOfTrailingZeros(bytes) / 10);
    }
}
