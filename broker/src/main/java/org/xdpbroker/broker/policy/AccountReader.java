package org.xdpbroker.broker.policy;

import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;

/** Reads the users and groups of a rule, by name or by number, into numbers. */
final class AccountReader {

    /** -1, the last of 32 bits, is "no user" to the kernel. */
    private static final long MAX_ID = 0xffff_fffeL;

    private final TableReader table;
    private final Accounts accounts;

    AccountReader(TableReader table, Accounts accounts) {
        this.table = table;
        this.accounts = accounts;
    }

    /** The uids; null if the rule does not name users. */
    @Nullable
    Set<Integer> users() {
        return ids("users", "user", "uid", accounts::uid);
    }

    /** The gids; null if the rule does not name groups. */
    @Nullable
    Set<Integer> groups() {
        return ids("groups", "group", "gid", accounts::gid);
    }

    private @Nullable Set<Integer> ids(String key, String kind, String number, Function<String, OptionalInt> lookup) {
        String expected = "an array of " + kind + " names and " + number + "s";
        TomlArray array = table.array(key, expected);
        if (array == null) {
            return null;
        }
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < array.size(); i++) {
            Object item = array.get(i);
            if (item instanceof Long id) {
                if (id >= 0 && id <= MAX_ID) {
                    ids.add(id.intValue());
                } else {
                    table.wrongItem(key, array, i, "has " + id, "a " + number + " from 0 to " + MAX_ID);
                }
            } else if (item instanceof String name) {
                OptionalInt id = isPossible(name) ? lookup.apply(name) : OptionalInt.empty();
                id.ifPresent(ids::add);
                if (id.isEmpty()) {
                    table.wrongItem(
                            key,
                            array,
                            i,
                            "has the unknown " + kind + " " + Quote.of(name),
                            "a " + kind + " of this machine, or a " + number + " without quotes");
                }
            } else {
                table.wrongItemType(key, array, i, expected);
            }
        }
        return ids;
    }

    /** The databases are made of lines and colons, and a C string ends at NUL. */
    private static boolean isPossible(String name) {
        return !name.isEmpty() && name.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == ':');
    }
}
