package org.xdpbroker.tests.bed;

import java.util.Arrays;

/** The kernel that the tests run on. */
public final class Kernel {

    private Kernel() {}

    /** For a test of what Linux has from a release on. */
    public static void needs(int major, int minor) {
        int[] release = Arrays.stream(System.getProperty("os.version").split("\\D+"))
                .mapToInt(Integer::parseInt)
                .limit(2)
                .toArray();
        Prerequisites.check(
                release[0] > major || (release[0] == major && release[1] >= minor), "Linux " + major + "." + minor);
    }
}
