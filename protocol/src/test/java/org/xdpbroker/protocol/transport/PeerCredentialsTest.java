package org.xdpbroker.protocol.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.In;
import org.junit.jupiter.api.Test;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

class PeerCredentialsTest {

    /** The one call of the C library that only this test makes. */
    public interface Groups {
        int setgroups(long count, @In int[] groups);
    }

    @Test
    void tellsThisProcess() throws IOException {
        PeerCredentials self = self();
        assertThat((long) self.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(self.uid()).isEqualTo(status("Uid")[1]);
        assertThat(self.gid()).isEqualTo(status("Gid")[1]);
        assertThat(self.groups()).isEqualTo(groups());
    }

    @Test
    void tellsAnyNumberOfGroups() throws IOException {
        boolean ciOrRoot = System.getenv("CI") != null || status("Uid")[1] == 0;
        assumeThat(ciOrRoot).as("run by root, or else failing in CI").isTrue();
        Groups libc = LibraryLoader.create(Groups.class).load("c");
        int[] own = status("Groups");
        for (int count : new int[] {0, 1, 63, 64, 65, 1000, 65536}) {
            int[] many = new int[count];
            Arrays.setAll(many, i -> 100_000 + i);
            try {
                assertThat(libc.setgroups(count, many)).isZero();
                Set<Integer> expected =
                        new TreeSet<>(Arrays.stream(many).boxed().toList());
                PeerCredentials self = self();
                expected.add(self.gid());
                assertThat(self.groups()).isEqualTo(expected);
            } finally {
                assertThat(libc.setgroups(own.length, own)).isZero();
            }
        }
    }

    @Test
    void groupsOfAllBitsAreKept() throws IOException {
        boolean ciOrRoot = System.getenv("CI") != null || status("Uid")[1] == 0;
        assumeThat(ciOrRoot).as("run by root, or else failing in CI").isTrue();
        Groups libc = LibraryLoader.create(Groups.class).load("c");
        int[] own = status("Groups");
        try {
            assertThat(libc.setgroups(1, new int[] {-2})).isZero();
            assertThat(self().groups()).contains(-2);
        } finally {
            assertThat(libc.setgroups(own.length, own)).isZero();
        }
    }

    @Test
    void onlySocketsHavePeers() throws IOException {
        try (OwnedFd event = OwnedFd.of(Libc.get().eventfd(0, 0), "eventfd")) {
            assertThatExceptionOfType(SystemCallException.class)
                    .isThrownBy(() -> PeerCredentials.of(event))
                    .withMessage("getsockopt(SO_PEERCRED) failed: ENOTSOCK (Socket operation on non-socket)");
        }
    }

    private static PeerCredentials self() throws IOException {
        UnixSocket.Pair pair = UnixSocket.pair();
        try (OwnedFd first = pair.first();
                OwnedFd second = pair.second()) {
            assertThat(PeerCredentials.of(second)).isEqualTo(PeerCredentials.of(first));
            return PeerCredentials.of(first);
        }
    }

    private static Set<Integer> groups() throws IOException {
        Set<Integer> groups =
                new TreeSet<>(Arrays.stream(status("Groups")).boxed().toList());
        groups.add(status("Gid")[1]);
        return groups;
    }

    /** The numbers of a line of proc(5)'s status. */
    private static int[] status(String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(field + ":")) {
                return Arrays.stream(line.substring(field.length() + 1).trim().split("\\s+"))
                        .filter(number -> !number.isEmpty())
                        .mapToInt(Integer::parseUnsignedInt)
                        .toArray();
            }
        }
        throw new IOException("no " + field);
    }
}
