package org.xdpbroker.broker.start;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.policy.Accounts;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;

/** Accounts by getpwnam(3) and getgrnam(3). Not thread-safe, as those are not. */
final class SystemAccounts implements Accounts {

    /** struct passwd and struct group both begin with two pointers, name and password, then the id. */
    private static final int ID_OFFSET = 16;

    @Override
    public OptionalInt uid(String userName) {
        return id(Libc.get().getpwnam(userName));
    }

    @Override
    public OptionalInt gid(String groupName) {
        return id(Libc.get().getgrnam(groupName));
    }

    private static OptionalInt id(@Nullable Pointer entry) {
        return entry == null ? OptionalInt.empty() : OptionalInt.of(entry.getInt(ID_OFFSET));
    }
}
