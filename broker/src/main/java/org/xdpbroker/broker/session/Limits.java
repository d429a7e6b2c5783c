package org.xdpbroker.broker.session;

/**
 * What clients may use up.
 *
 * @param connections at once, of all users together
 * @param surplusPerUser connections above what a user may have, which are taken only to be told so
 * @param messageMillis how long a message may take from its first byte to its last, and a reply to be read
 * @param backlogBytes how much may wait to be read by a client before its session ends
 */
public record Limits(int connections, int surplusPerUser, int messageMillis, int backlogBytes) {

    public static final Limits DEFAULT = new Limits(512, 4, 5_000, 256 * 1024);
}
