package org.xdpbroker.broker.policy;

import java.util.OptionalInt;

/** The machine's user and group database, as getpwnam(3) and getgrnam(3) answer it. */
public interface Accounts {

    /**
     * The number of a user.
     *
     * @return the uid, unsigned in the bits of an int; empty if there is no such user
     */
    OptionalInt uid(String userName);

    /**
     * The number of a group.
     *
     * @return the gid, unsigned in the bits of an int; empty if there is no such group
     */
    OptionalInt gid(String groupName);
}
