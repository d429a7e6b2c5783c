package org.xdpbroker.protocol.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OwnedFdTest {

    private static final Libc LIBC = Libc.get();

    @Test
    void closesOnce() throws Exception {
        try (OwnedFd event = event()) {
            OwnedFd fd = event.duplicateFrom(700);
            int number = fd.number();
            assertThat(isOpen(number)).isTrue();
            fd.close();
            assertThat(isOpen(number)).isFalse();
            assertThat(fd.isOpen()).isFalse();
            try (OwnedFd next = event.duplicateFrom(700)) {
                assertThat(next.number()).as("the number is given out again").isEqualTo(number);
                fd.close();
                assertThat(isOpen(number)).isTrue();
            }
        }
    }

    @Test
    void hasNoNumberOnceClosed() throws Exception {
        OwnedFd fd = event();
        int number = fd.number();
        fd.close();
        assertThatIllegalStateException()
                .isThrownBy(fd::number)
                .withMessage("file descriptor " + number + " is closed or was handed over");
        assertThatIllegalStateException().isThrownBy(fd::release);
        assertThatIllegalStateException().isThrownBy(fd::duplicate);
        assertThat(fd).hasToString("fd " + number + " (closed)");
    }

    @Test
    void releasedIsNotClosed() throws Exception {
        OwnedFd fd = event();
        int number = fd.release();
        fd.close();
        assertThat(isOpen(number)).isTrue();
        assertThatIllegalStateException().isThrownBy(fd::number);
        assertThatIllegalStateException().isThrownBy(fd::release);
        new OwnedFd(number).close();
        assertThat(isOpen(number)).isFalse();
    }

    @Test
    void duplicatesAreIndependentAndCloseOnExec() throws Exception {
        OwnedFd fd = event();
        OwnedFd copy = fd.duplicate();
        OwnedFd high = fd.duplicateFrom(500);
        fd.close();
        assertThat(high.number()).isGreaterThanOrEqualTo(500);
        for (OwnedFd duplicate : List.of(copy, high)) {
            assertThat(isOpen(duplicate.number())).isTrue();
            assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + duplicate.number())))
                    .containsPattern("flags:\\s+0?2[0-7]{6}\\n");
            duplicate.close();
        }
    }

    @Test
    void zeroIsADescriptor() {
        OwnedFd zero = new OwnedFd(0);
        assertThat(zero.number()).isZero();
        assertThat(zero.isOpen()).isTrue();
        assertThat(zero.release()).isZero();
    }

    @Test
    void aNegativeNumberIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new OwnedFd(-1));
    }

    @Test
    void aFailedCallIsTold() {
        assertThatThrownBy(() -> OwnedFd.of(LIBC.socket(-1, 0, 0), "socket(-1)"))
                .isInstanceOfSatisfying(SystemCallException.class, e -> {
                    assertThat(e.errno().symbol()).isEqualTo("EAFNOSUPPORT");
                    assertThat(e.operation()).isEqualTo("socket(-1)");
                })
                .hasMessage("socket(-1) failed: EAFNOSUPPORT (Address family not supported by protocol)");
    }

    @Test
    void manyThreadsCloseOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 200; round++) {
                OwnedFd fd = event();
                List<Future<Boolean>> releases = Stream.generate(() -> threads.submit(() -> {
                            try {
                                fd.release();
                                return true;
                            } catch (IllegalStateException e) {
                                return false;
                            }
                        }))
                        .limit(4)
                        .toList();
                int winners = 0;
                for (Future<Boolean> release : releases) {
                    winners += release.get() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
                LIBC.close(numberOf(fd));
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void errnosHaveNamesAndTexts() {
        assertThat(Errno.EBUSY).hasToString("EBUSY (Device or resource busy)");
        assertThat(Errno.ofNegative(-16)).isEqualTo(Errno.EBUSY);
        assertThat(new Errno(4095).symbol()).isEqualTo("errno 4095");
    }

    private static OwnedFd event() throws SystemCallException {
        return OwnedFd.of(LIBC.eventfd(0, 0), "eventfd");
    }

    private static int numberOf(OwnedFd fd) {
        return Integer.parseInt(fd.toString().replaceAll("\\D", ""));
    }

    private static boolean isOpen(int number) {
        return Files.exists(Path.of("/proc/self/fd/" + number), LinkOption.NOFOLLOW_LINKS);
    }
}
