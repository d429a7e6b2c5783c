package org.xdpbroker.broker.quota;

import java.util.HashMap;
import java.util.Map;

/** How many of something each user has. Conductor thread only. */
public final class UserCounts {

    private final Map<Integer, Integer> byUser = new HashMap<>();

    public int of(int uid) {
        return byUser.getOrDefault(uid, 0);
    }

    public void add(int uid) {
        byUser.merge(uid, 1, Integer::sum);
    }

    /** @throws IllegalStateException if the user has none */
    public void remove(int uid) {
        if (of(uid) == 0) {
            throw new IllegalStateException("uid " + Integer.toUnsignedString(uid) + " has none to remove");
        }
        byUser.computeIfPresent(uid, (key, count) -> count == 1 ? null : count - 1);
    }
}
