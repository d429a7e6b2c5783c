package org.xdpbroker.tests.bed;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The project's Debian package, made of target/xdp-broker as Maven makes it. */
public final class DebianPackage {

    public static final String NAME = "xdp-broker";

    private static final String TIME = "2026-01-01T00:00:00Z";
    private static final Path FOLDER = Stage.get().room();
    private static final ConcurrentMap<String, Path> BUILT = new ConcurrentHashMap<>();

    private DebianPackage() {}

    /** The folder with the packages of {@link #of}, which machines see as /outside. */
    public static Path folder() {
        return FOLDER;
    }

    /**
     * The package of a version, made once.
     *
     * @param version of the project: 1.0 becomes the package's version 1.0-1
     * @return its path as machines see it
     */
    public static String of(String version) {
        return "/outside/"
                + BUILT.computeIfAbsent(version, made -> build(made, FOLDER)).getFileName();
    }

    /** Makes the package of a version anew in a folder. */
    public static Path build(String version, Path folder) {
        return Path.of(Programs.run(
                        Stage.root().resolve("dist/src/main/deb/build").toString(), version, TIME, folder.toString())
                .orFail()
                .strip());
    }
}
