package org.xdpbroker.broker.policy;

/**
 * What each user may have or do at once, whatever the rules say: table {@code [limits]} of the policy file.
 *
 * @param leases live leases, 1 to 4096
 * @param queues queues of those leases together, 1 to 4096
 * @param connections connections to the broker, 1 to 256
 * @param requestsPerSecond calls a second, in the long run; twice as many in a burst; 1 to 100000
 * @param questions calls that wait for polkit's answer, 1 to 64
 */
public record UserLimits(int leases, int queues, int connections, int requestsPerSecond, int questions) {

    /** In force where the file says nothing. */
    public static final UserLimits DEFAULT = new UserLimits(64, 256, 64, 200, 3);
}
