package org.xdpbroker.broker.policy;

import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A machine with a few users and groups. */
final class KnownAccounts implements Accounts {

    static final int ALICE = 1000;
    static final int BOB = 1001;
    static final int NETDEV = 109;
    static final int KVM = 104;

    private static final Map<String, Integer> USERS = Map.of("root", 0, "alice", ALICE, "bob", BOB);
    private static final Map<String, Integer> GROUPS = Map.of("root", 0, "netdev", NETDEV, "kvm", KVM);

    @Override
    public OptionalInt uid(String userName) {
        return number(USERS.get(userName));
    }

    @Override
    public OptionalInt gid(String groupName) {
        return number(GROUPS.get(groupName));
    }

    private static OptionalInt number(@Nullable Integer id) {
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }
}
