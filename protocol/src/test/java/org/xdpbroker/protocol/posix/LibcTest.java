package org.xdpbroker.protocol.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Calls that go another way than most: without errno, where they succeed. */
class LibcTest {

    private static final int NOT_A_DESCRIPTOR = -1;
    /** Of struct pollfd. */
    private static final int ENTRY_BYTES = 8;
    /** No process may have so many descriptors. */
    private static final int TOO_MANY = Integer.MAX_VALUE;

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
    void a_nanosleep_takes_as_long_as_it_is_told() {
        Pointer twoMillis = Libc.allocate(2 * Long.BYTES);
        twoMillis.putLong(Long.BYTES, 2_000_000);
        long before = System.nanoTime();
        assertThat(libc.nanosleep(twoMillis)).isZero();
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(2_000_000);
    }
}
