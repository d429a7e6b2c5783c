package org.xdpbroker.broker.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.xdpbroker.protocol.message.InterfaceName;

/**
 * A shell pattern for interface names: {@code *} is any run of characters, {@code ?} any one, {@code [a-z]} one of a set and
 * {@code [!a-z]} one outside it, everything else itself. There is no escape: {@code [*]} is a star. What shells disagree
 * about, and what no interface name can have, is refused rather than guessed. Immutable.
 */
final class InterfacePattern {

    /** One place of the pattern: a star, or one character that passes the test. */
    private record Element(boolean isStar, IntPredicate test) {}

    private static final Element STAR = new Element(true, c -> true);
    private static final Element ANY = new Element(false, c -> true);

    private final List<Element> elements;

    private InterfacePattern(List<Element> elements) {
        this.elements = List.copyOf(elements);
    }

    /** @throws IllegalArgumentException if it is no such pattern or can match no interface; the message says why */
    static InterfacePattern compile(String pattern) {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        List<Element> elements = new ArrayList<>();
        int[] text = pattern.codePoints().toArray();
        int leastBytes = 0;
        for (int at = 0; at < text.length; at++) {
            int c = text[at];
            if (c == '*') {
                elements.add(STAR);
                continue;
            }
            if (c == '[') {
                int end = closingBracket(text, at + 1);
                elements.add(set(text, at + 1, end));
                at = end;
            } else {
                elements.add(c == '?' ? ANY : literal(c));
            }
            leastBytes += c == '[' || c == '?' ? 1 : utf8Length(c);
        }
        if (leastBytes > InterfaceName.MAX_BYTES) {
            throw new IllegalArgumentException("needs names of at least " + leastBytes
                    + " bytes, and the kernel allows " + InterfaceName.MAX_BYTES);
        }
        return new InterfacePattern(elements);
    }

    boolean matches(String name) {
        int element = 0;
        int at = 0;
        int starElement = -1;
        int starAt = 0;
        while (at < name.length()) {
            int c = name.codePointAt(at);
            if (element < elements.size() && elements.get(element).isStar()) {
                starElement = element++;
                starAt = at;
            } else if (element < elements.size() && elements.get(element).test().test(c)) {
                element++;
                at += Character.charCount(c);
            } else if (starElement >= 0) {
                element = starElement + 1; // the last star takes one more; earlier stars never need to
                starAt += Character.charCount(name.codePointAt(starAt));
                at = starAt;
            } else {
                return false;
            }
        }
        while (element < elements.size() && elements.get(element).isStar()) {
            element++;
        }
        return element == elements.size();
    }

    private static Element literal(int c) {
        if (c == ']') {
            throw new IllegalArgumentException("has a ] without [");
        }
        checkPossible(c);
        return new Element(false, character -> character == c);
    }

    private static int closingBracket(int[] text, int from) {
        for (int at = from; at < text.length; at++) {
            if (text[at] == ']') {
                return at;
            }
        }
        throw new IllegalArgumentException("has a [ without ]");
    }

    private static Element set(int[] text, int from, int end) {
        boolean negated = from < end && text[from] == '!';
        List<int[]> ranges = new ArrayList<>();
        for (int at = negated ? from + 1 : from; at < end; at++) {
            int first = text[at];
            boolean isRange = at + 2 < end && text[at + 1] == '-';
            int last = isRange ? text[at + 2] : first;
            checkMember(first);
            checkMember(last);
            if (first > last) {
                throw new IllegalArgumentException(
                        "has the backward range " + Character.toString(first) + "-" + Character.toString(last));
            }
            ranges.add(new int[] {first, last});
            at += isRange ? 2 : 0;
        }
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("has empty brackets");
        }
        return new Element(false, c -> negated != ranges.stream().anyMatch(range -> range[0] <= c && c <= range[1]));
    }

    private static void checkMember(int c) {
        if (c == '[' || c == '^' || c == '!') {
            // [[:alpha:]], [^a] and [a!b] mean different things to different shells
            throw new IllegalArgumentException("has " + Character.toString(c) + " inside brackets");
        }
        checkPossible(c);
    }

    private static void checkPossible(int c) {
        if (c == '{' || c == '}' || c == '\\') {
            throw new IllegalArgumentException(
                    "has " + Character.toString(c) + ", which is not part of these patterns");
        }
        if (c <= ' ' || c == 0x7f || c == 0xa0 || c == '/' || c == ':') {
            throw new IllegalArgumentException("has a character that no interface name can have");
        }
    }

    private static int utf8Length(int c) {
        return Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
    }
}
