package org.xdpbroker.tests.bed;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * What the integration tests need of the machine. Where it is missing they fail in CI (environment variable CI set), so that
 * nothing is skipped there unseen, and are skipped with a loud line elsewhere.
 */
final class Prerequisites {

    private static final String MISSING = look();

    private Prerequisites() {}

    static void check() {
        if (MISSING.isEmpty()) {
            return;
        }
        missing("integration tests need " + MISSING);
    }

    /** What only some tests need, such as a compiler. */
    static void check(boolean there, String what) {
        if (!there) {
            missing("these integration tests need " + what);
        }
    }

    private static void missing(String message) {
        if (System.getenv("CI") != null) {
            throw new IllegalStateException(message);
        }
        System.err.println("SKIPPED: " + message);
        Assumptions.abort(message);
    }

    private static String look() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "root, for network namespaces: run ./test as root or with sudo";
        }
        for (String program : new String[] {"ip", "setpriv", "ping", "ethtool"}) {
            if (Programs.run("sh", "-c", "command -v " + program).exitCode() != 0) {
                return "the program " + program + ": run setup/dependencies";
            }
        }
        if (!Files.isExecutable(Path.of(Stage.home(), "bin", "xdp-brokerd"))) {
            return Stage.home() + "/bin/xdp-brokerd: run ./test, which builds it";
        }
        if (Programs.run("unshare", "--net", "true").exitCode() != 0) {
            return "the right to make network namespaces";
        }
        return "";
    }
}
