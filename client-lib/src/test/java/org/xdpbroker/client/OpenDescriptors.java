package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The sockets this process has open, to see that none leaks. The JVM opens and closes files as it likes. */
final class OpenDescriptors {

    private final List<String> before;

    private OpenDescriptors(List<String> before) {
        this.before = before;
    }

    static OpenDescriptors now() throws IOException {
        return new OpenDescriptors(sockets());
    }

    void areTheSameAgain() throws IOException {
        assertThat(sockets()).as("open sockets").containsExactlyInAnyOrderElementsOf(before);
    }

    private static List<String> sockets() throws IOException {
        List<String> sockets = new ArrayList<>();
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            for (Path fd : fds.toList()) {
                String target = target(fd);
                if (target.startsWith("socket:")) {
                    sockets.add(target);
                }
            }
        }
        return sockets;
    }

    private static String target(Path fd) throws IOException {
        try {
            return Files.readSymbolicLink(fd).toString();
        } catch (NoSuchFileException e) {
            return "closed since";
        }
    }
}
