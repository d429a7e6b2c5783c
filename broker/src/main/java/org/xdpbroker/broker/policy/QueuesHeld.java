package org.xdpbroker.broker.policy;

/** Counts what users hold at the moment. */
@FunctionalInterface
public interface QueuesHeld {

    /**
     * How many queues a user holds that a rule granted.
     *
     * @param uid the user, unsigned in the bits of an int
     * @param ruleName the rule's name
     * @return 0 or more, over all interfaces and processes of the user
     */
    int by(int uid, String ruleName);
}
