package org.xdpbroker.broker.memlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.protocol.posix.MemlockLimit;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.PeerCredentials;
import org.xdpbroker.protocol.transport.UnixSocket;

/** On this process, which is at both ends of a socket pair; its limit is as it was afterwards, but where root raised it. */
class LockedMemoryTest {

    private static final int CAP_SYS_RESOURCE = 24;
    private static final long PAGE = 4096;

    private MemlockLimit before;
    private UnixSocket.Pair pair;
    private PeerCredentials self;

    @BeforeEach
    void connect() throws SystemCallException {
        before = MemlockLimit.ofThisProcess();
        pair = UnixSocket.pair();
        self = PeerCredentials.of(pair.first());
    }

    @AfterEach
    void putBack() throws SystemCallException {
        pair.first().close();
        pair.second().close();
        MemlockLimit now = MemlockLimit.ofThisProcess();
        new MemlockLimit(before.soft(), now.hard()).setForThisProcess();
    }

    @Test
    void raisesTheSoftLimitAndLeavesTheHardOne() throws Exception {
        new MemlockLimit(PAGE, before.hard()).setForThisProcess();
        assertThat(LockedMemory.allow(pair.first(), self, 2 * PAGE, 4 * PAGE)).isEqualTo(2 * PAGE);
        assertThat(MemlockLimit.ofThisProcess()).isEqualTo(new MemlockLimit(2 * PAGE, before.hard()));
    }

    @Test
    void neverLowers() throws Exception {
        new MemlockLimit(8 * PAGE, before.hard()).setForThisProcess();
        assertThat(LockedMemory.allow(pair.first(), self, PAGE, 4 * PAGE)).isEqualTo(8 * PAGE);
        assertThat(MemlockLimit.ofThisProcess()).isEqualTo(new MemlockLimit(8 * PAGE, before.hard()));
    }

    @Test
    void neverGoesBeyondWhatPolicyAllows() throws Exception {
        new MemlockLimit(PAGE, before.hard()).setForThisProcess();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LockedMemory.allow(pair.first(), self, 2 * PAGE, 2 * PAGE - 1));
        assertThatIllegalArgumentException().isThrownBy(() -> LockedMemory.allow(pair.first(), self, PAGE, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> LockedMemory.allow(pair.first(), self, 0, PAGE));
        assertThat(MemlockLimit.ofThisProcess()).isEqualTo(new MemlockLimit(PAGE, before.hard()));
    }

    @Test
    void raisesTheHardLimitWithTheCapabilityAndSaysEpermWithoutIt() throws Exception {
        if (before.hard() == MemlockLimit.UNLIMITED) {
            // there is nothing above it: what may be asked for is allowed already, once the soft limit is raised
            assertThat(LockedMemory.allow(pair.first(), self, 1L << 40, 1L << 40))
                    .isGreaterThanOrEqualTo(1L << 40);
            return;
        }
        long more = before.hard() + PAGE;
        if (hasCapability()) {
            assertThat(LockedMemory.allow(pair.first(), self, more, more)).isEqualTo(more);
            assertThat(MemlockLimit.ofThisProcess()).isEqualTo(new MemlockLimit(more, more));
        } else {
            assertThatThrownBy(() -> LockedMemory.allow(pair.first(), self, more, more))
                    .isInstanceOf(SystemCallException.class)
                    .hasMessage("prlimit(" + self.pid() + ", RLIMIT_MEMLOCK) failed: EPERM (Operation not permitted)");
            assertThat(MemlockLimit.ofThisProcess()).isEqualTo(before);
        }
    }

    @Test
    void aProcessThatIsNotTheUserItConnectedAsIsLeftAlone() {
        PeerCredentials other = new PeerCredentials(self.pid(), self.uid() + 1, self.gid(), Set.of());
        assertThatThrownBy(() -> LockedMemory.allow(pair.first(), other, PAGE, PAGE))
                .isInstanceOf(ProcessChangedException.class)
                .hasMessageContaining("process " + self.pid() + ", which connected as uid " + (self.uid() + 1));
    }

    /** The kernel tells 0 for a process in another pid namespace, and to prlimit(2) 0 is the caller: the broker itself. */
    @Test
    void aProcessWithoutANumberIsNotTheBrokerItself() throws Exception {
        PeerCredentials hidden = new PeerCredentials(0, self.uid(), self.gid(), Set.of());
        new MemlockLimit(PAGE, before.hard()).setForThisProcess();
        assertThatThrownBy(() -> LockedMemory.allow(pair.first(), hidden, 2 * PAGE, 2 * PAGE))
                .isInstanceOf(ProcessChangedException.class)
                .hasMessageContaining("pid namespace");
        assertThat(MemlockLimit.ofThisProcess().soft()).isEqualTo(PAGE);
    }

    private static boolean hasCapability() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .anyMatch(line ->
                        (Long.parseUnsignedLong(line.substring(7).strip(), 16) & (1L << CAP_SYS_RESOURCE)) != 0);
    }
}
