package org.xdpbroker.broker.policy;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Reads the table {@code [limits]}. */
final class LimitsReader {

    /** The keys with what each may be. */
    private enum Key {
        LEASES("leases", 4096, UserLimits.DEFAULT.leases()),
        QUEUES("queues", 4096, UserLimits.DEFAULT.queues()),
        CONNECTIONS("connections", 256, UserLimits.DEFAULT.connections()),
        REQUESTS_PER_SECOND("requests-per-second", 100_000, UserLimits.DEFAULT.requestsPerSecond()),
        QUESTIONS("questions", 64, UserLimits.DEFAULT.questions());

        private final String word;
        private final int most;
        private final int absent;

        Key(String word, int most, int absent) {
            this.word = word;
            this.most = most;
            this.absent = absent;
        }
    }

    private final TableReader table;

    LimitsReader(TableReader table) {
        this.table = table;
    }

    UserLimits read() {
        for (String key : table.keys()) {
            if (Arrays.stream(Key.values()).noneMatch(known -> known.word.equals(key))) {
                table.wrongKey(
                        key,
                        "unknown key",
                        "one of "
                                + Arrays.stream(Key.values())
                                        .map(known -> known.word)
                                        .collect(Collectors.joining(", ")));
            }
        }
        return new UserLimits(
                value(Key.LEASES),
                value(Key.QUEUES),
                value(Key.CONNECTIONS),
                value(Key.REQUESTS_PER_SECOND),
                value(Key.QUESTIONS));
    }

    private int value(Key key) {
        String expected = "a number from 1 to " + key.most;
        Long value = table.integer(key.word, expected);
        if (value == null) {
            return key.absent;
        }
        if (value < 1 || value > key.most) {
            table.wrong(key.word, "is " + value, expected);
            return key.absent;
        }
        return value.intValue();
    }
}
