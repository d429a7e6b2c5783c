package org.xdpbroker.bench;

import java.util.ArrayList;
import java.util.List;

/** How measured programs are started: as users of their own, for whom locked memory is counted apart. */
final class Unprivileged {

    static final int JAVA_UID = 61184;
    static final int C_UID = 61185;
    static final int JAVA_BEFORE_UID = 61186;

    private Unprivileged() {}

    /** @param capabilities ambient ones, in the words of setpriv(1), as in {@code ,+ipc_lock}; or nothing */
    static List<String> command(int uid, String capabilities, List<String> command) {
        List<String> all = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + uid,
                "--regid=" + uid,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all" + capabilities,
                "--ambient-caps=-all" + capabilities,
                "--bounding-set=-all" + capabilities));
        all.addAll(command);
        return all;
    }
}
