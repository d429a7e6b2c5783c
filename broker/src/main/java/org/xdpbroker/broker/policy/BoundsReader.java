package org.xdpbroker.broker.policy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.ByteSize;
import org.xdpbroker.protocol.message.RequestParameters;

/** Reads the keys of a rule that bound what it allows. */
final class BoundsReader {

    private static final String QUEUES = "queues";
    private static final String MAX_QUEUES = "max-queues";
    private static final String ATTACH_MODES = "attach-modes";
    private static final String MAX_MEMLOCK = "max-memlock";
    private static final String BUSY_POLL = "busy-poll";

    /** The keys read here. */
    static final List<String> KEYS = List.of(QUEUES, MAX_QUEUES, ATTACH_MODES, MAX_MEMLOCK, BUSY_POLL);

    private static final String QUEUES_EXPECTED =
            "queue numbers from 0 to " + RequestParameters.MAX_QUEUE + ", such as 3, \"0-3\" or \"0,2,5-7\"";
    private static final String MAX_QUEUES_EXPECTED = "an integer from 1 to " + RequestParameters.MAX_QUEUES;
    private static final String MODES_EXPECTED = "an array of \"native\", \"skb\" or both";

    private final TableReader table;

    BoundsReader(TableReader table) {
        this.table = table;
    }

    /** Which queues; null is all. */
    @Nullable
    QueueSet queues() {
        Object value = table.value(QUEUES);
        if (value == null) {
            return null;
        }
        try {
            if (value instanceof Long number) {
                return QueueSet.of(number);
            }
            String text = table.string(QUEUES, QUEUES_EXPECTED);
            return text == null ? null : QueueSet.parse(text);
        } catch (IllegalArgumentException e) {
            table.wrong(QUEUES, String.valueOf(e.getMessage()), QUEUES_EXPECTED);
            return null;
        }
    }

    int maxQueues() {
        Long value = table.integer(MAX_QUEUES, MAX_QUEUES_EXPECTED);
        if (value == null) {
            return Decision.UNBOUNDED;
        }
        if (value < 1 || value > RequestParameters.MAX_QUEUES) {
            table.wrong(MAX_QUEUES, "is " + value, MAX_QUEUES_EXPECTED);
            return Decision.UNBOUNDED;
        }
        return value.intValue();
    }

    /** The modes allowed; both if the rule does not say. */
    Set<AttachMode> attachModes() {
        Set<AttachMode> all = EnumSet.of(AttachMode.NATIVE, AttachMode.SKB);
        TomlArray array = table.array(ATTACH_MODES, MODES_EXPECTED);
        if (array == null) {
            return all;
        }
        Set<AttachMode> modes = EnumSet.noneOf(AttachMode.class);
        for (int i = 0; i < array.size(); i++) {
            if (!(array.get(i) instanceof String word)) {
                table.wrongItemType(ATTACH_MODES, array, i, MODES_EXPECTED);
            } else if (word.equals(AttachMode.NATIVE.word())) {
                modes.add(AttachMode.NATIVE);
            } else if (word.equals(AttachMode.SKB.word())) {
                modes.add(AttachMode.SKB);
            } else {
                table.wrongItem(ATTACH_MODES, array, i, "has " + Quote.of(word), MODES_EXPECTED);
            }
        }
        return modes;
    }

    /** How many bytes a process may be allowed to lock; 0 if the rule does not say. */
    long maxMemlock() {
        String text = table.string(MAX_MEMLOCK, ByteSize.EXPECTED);
        if (text == null) {
            return 0;
        }
        try {
            return ByteSize.parse(text).bytes();
        } catch (IllegalArgumentException e) {
            table.wrong(MAX_MEMLOCK, "is " + Quote.of(text), ByteSize.EXPECTED);
            return 0;
        }
    }

    /** Whether sockets may prefer busy polling; not if the rule does not say. */
    boolean busyPoll() {
        return table.flag(BUSY_POLL, "true or false");
    }

    /** Notes every bound as a problem; for a rule that denies, where none means anything. */
    void refuse() {
        for (String key : KEYS) {
            if (table.has(key)) {
                table.wrong(key, "bounds a rule that denies", "no bounds, as \"deny\" refuses every queue");
            }
        }
    }
}
