package org.xdpbroker.tests.bed;

import java.nio.file.Path;

/** The project's Debian package, made of target/xdp-broker as Maven makes it. */
public final class DebianPackage {

    public static final String NAME = "xdp-broker";

    private static final String TIME = "2026-01-01T00:00:00Z";

    private DebianPackage() {}

    /**
     * Makes the package.
     *
     * @param version of the project: 1.0 becomes the package's version 1.0-1
     * @param folder where it is put
     */
    public static Path build(String version, Path folder) {
        return Path.of(Programs.run(
                        Stage.root().resolve("dist/src/main/deb/build").toString(), version, TIME, folder.toString())
                .orFail()
                .strip());
    }
}
