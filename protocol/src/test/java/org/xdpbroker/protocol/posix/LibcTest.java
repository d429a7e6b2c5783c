package org.xdpbroker.protocol.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that go another way than most: without errno, where they succeed. */
class LibcTest {

    private static final int NOT_A_DESCRIPTOR = -1;
    /** Of struct pollfd. */
    private static final int ENTRY_BYTES = 8;
    /** No process may have so many descriptors. */
    private static final int TOO_MANY = Integer.MAX_VALUE;

    /** SIGUSR2, for which the JVM has a handler that does nothing by itself. */
    private static final int HARMLESS = 12;

    private final Libc libc = Libc.get();

    @Test
    void a_poll_that_fails_tells_its_errno_and_not_one_of_a_call_before() {
        libc.close(NOT_A_DESCRIPTOR);
        assertThat(libc.poll(Libc.allocate(ENTRY_BYTES), TOO_MANY, 0)).isEqualTo(-1);
        assertThat(Errno.last()).isEqualTo(Errno.EINVAL);
    }

    @Test
    void a_poll_that_succeeds_tells_how_many_are_ready() {
        Pointer entry = Libc.allocate(ENTRY_BYTES);
        entry.putInt(0, NOT_A_DESCRIPTOR); // is passed over
        assertThat(libc.poll(entry, 1, 0)).isZero();
    }

    @Test
    @Timeout(30)
    void a_signal_ends_a_poll_which_finds_nothing_ready() throws InterruptedException {
        Pointer entry = Libc.allocate(ENTRY_BYTES);
        entry.putInt(0, NOT_A_DESCRIPTOR);
        AtomicLong self = new AtomicLong();
        AtomicInteger result = new AtomicInteger(Integer.MIN_VALUE);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch signalled = new CountDownLatch(1);
        Thread waiter = new Thread(() -> {
            self.set(NativeFunction.ofCLibrary("pthread_self").call());
            begun.countDown();
            result.set(libc.poll(entry, 1, -1));
            await(signalled); // a thread that has ended is not to be signalled
        });
        waiter.setDaemon(true);
        waiter.start();
        begun.await();
        NativeFunction pthreadKill = NativeFunction.ofCLibrary("pthread_kill");
        while (result.get() == Integer.MIN_VALUE) { // it may not be waiting yet
            pthreadKill.call(self.get(), HARMLESS);
            Thread.sleep(20);
        }
        signalled.countDown();
        assertThat(result.get()).isZero();
    }

    @Test
    void a_nanosleep_takes_as_long_as_it_is_told() {
        Pointer twoMillis = Libc.allocate(2 * Long.BYTES);
        twoMillis.putLong(Long.BYTES, 2_000_000);
        long before = System.nanoTime();
        assertThat(libc.nanosleep(twoMillis)).isZero();
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(2_000_000);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
