package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * varlinkctl(1) as a release of Debian has it, with that release's libraries and loader. What it executes is this system's,
 * with this system's libraries.
 */
public enum Varlinkctl {
    /** systemd 257, which has no {@code --exec}. */
    DEBIAN_13("trixie"),
    /** systemd 258 or later. */
    WITH_EXEC("forky");

    private final String suite;

    Varlinkctl(String suite) {
        this.suite = suite;
    }

    /** How it is called. */
    public List<String> command(String... arguments) {
        String fetched = ".deps/varlinkctl/" + suite;
        Prerequisites.check(
                Files.isDirectory(Stage.root().resolve(fetched)), fetched + ": run setup/dependencies --tests");
        Path folder = Stage.get().copyOf(fetched);
        Path libraries = folder.resolve("lib");
        List<String> command = new ArrayList<>(List.of(
                loader(libraries).toString(),
                "--library-path",
                libraries.toString(),
                folder.resolve("varlinkctl").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path loader(Path libraries) {
        try (Stream<Path> files = Files.list(libraries)) {
            return files.filter(file -> file.getFileName().toString().startsWith("ld-linux-"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
