package org.xdpbroker.broker.policy;

import java.util.Set;

/**
 * Who asks, as the kernel says.
 *
 * @param uid user id, unsigned in the bits of an int
 * @param groups primary and supplementary group ids, unsigned in the bits of an int
 */
public record Caller(int uid, Set<Integer> groups) {

    public Caller {
        groups = Set.copyOf(groups);
    }
}
