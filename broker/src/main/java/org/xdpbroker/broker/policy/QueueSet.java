package org.xdpbroker.broker.policy;

import java.util.BitSet;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xdpbroker.protocol.message.RequestParameters;

/** A set of queue numbers, each 0 to {@link RequestParameters#MAX_QUEUE}. Immutable. */
final class QueueSet {

    private static final Pattern ITEM = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

    private final BitSet numbers;

    private QueueSet(BitSet numbers) {
        this.numbers = numbers;
    }

    /** @throws IllegalArgumentException if the number is no queue's; the message says why */
    static QueueSet of(long queue) {
        return parse(Long.toString(queue));
    }

    /**
     * Reads numbers and ranges separated by commas, such as {@code 0,2,5-7}.
     *
     * @throws IllegalArgumentException for anything else; the message says what is wrong, to be read after the key
     */
    static QueueSet parse(String text) {
        BitSet numbers = new BitSet();
        for (String item : text.split(",", -1)) {
            Matcher matcher = ITEM.matcher(item);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("has " + Quote.of(item));
            }
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (first > last) {
                throw new IllegalArgumentException("has the backward range " + Quote.of(item));
            }
            if (last > RequestParameters.MAX_QUEUE) {
                throw new IllegalArgumentException("has queue " + last);
            }
            numbers.set(first, last + 1);
        }
        return new QueueSet(numbers);
    }

    /** Whether every number from {@code first} to {@code last}, both included, is in the set. */
    boolean containsAll(int first, int last) {
        return numbers.nextClearBit(first) > last;
    }

    /** {@code queue 3} or {@code queues 3-5}. */
    static String range(int first, int last) {
        return (first == last ? "queue " : "queues ") + numbers(first, last);
    }

    /** In words: {@code queue 3} or {@code queues 0,2,5-7}. */
    @Override
    public String toString() {
        StringJoiner items = new StringJoiner(",");
        for (int first = numbers.nextSetBit(0); first >= 0; ) {
            int end = numbers.nextClearBit(first);
            items.add(numbers(first, end - 1));
            first = numbers.nextSetBit(end);
        }
        return (numbers.cardinality() == 1 ? "queue " : "queues ") + items;
    }

    private static String numbers(int first, int last) {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
