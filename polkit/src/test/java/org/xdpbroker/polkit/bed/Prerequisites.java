package org.xdpbroker.polkit.bed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * What these tests need of the machine. Where it is missing they fail in CI (environment variable CI set), so that nothing is
 * skipped there unseen, and are skipped with a loud line elsewhere.
 */
final class Prerequisites {

    /** Where distributions put what is not to be called by hand. */
    private static final List<Path> POLKITD = List.of(
            Path.of("/usr/lib/polkit-1/polkitd"),
            Path.of("/usr/libexec/polkitd"),
            Path.of("/usr/libexec/polkit-1/polkitd"));

    private static final String MISSING = look();

    private Prerequisites() {}

    static void check() {
        if (MISSING.isEmpty()) {
            return;
        }
        String message = "tests with a real polkit need " + MISSING;
        if (System.getenv("CI") != null) {
            throw new IllegalStateException(message);
        }
        System.err.println("SKIPPED: " + message);
        Assumptions.abort(message);
    }

    static Path polkitd() {
        return POLKITD.stream().filter(Files::isExecutable).findFirst().orElseThrow();
    }

    private static String look() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "root, for a mount namespace";
        }
        for (String program :
                List.of("dbus-daemon", "dbus-send", "pkttyagent", "unshare", "nsenter", "setpriv", "script", "perl")) {
            if (!Files.isExecutable(Path.of("/usr/bin", program))) {
                return "the program " + program
                        + " (Debian: dbus-daemon, dbus-bin, polkitd, util-linux, bsdutils, perl-base)";
            }
        }
        if (POLKITD.stream().noneMatch(Files::isExecutable)) {
            return "polkitd (Debian: polkitd)";
        }
        return "";
    }
}
