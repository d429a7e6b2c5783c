package org.xdpbroker.broker.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestRateTest {

    private static final int PER_SECOND = 10;
    private static final int ALICE = 1000;
    private static final int BOB = 1001;

    private long now;
    private final RequestRate rate = new RequestRate(() -> now);

    @Test
    void a_burst_of_two_seconds_worth_is_admitted_and_no_more() {
        assertThat(admitted(ALICE, 100)).isEqualTo(2 * PER_SECOND);
    }

    @Test
    void time_brings_new_calls_at_the_rate() {
        admitted(ALICE, 100);
        pass(500);
        assertThat(admitted(ALICE, 100)).isEqualTo(PER_SECOND / 2);
    }

    @Test
    void a_long_pause_brings_no_more_than_a_burst() {
        admitted(ALICE, 100);
        pass(1_000_000);
        assertThat(admitted(ALICE, 100)).isEqualTo(2 * PER_SECOND);
    }

    @Test
    void users_do_not_share() {
        admitted(ALICE, 100);
        assertThat(admitted(BOB, 100)).isEqualTo(2 * PER_SECOND);
    }

    @Test
    void users_that_went_away_are_forgotten() {
        for (int uid = 0; uid < 2000; uid++) {
            rate.admit(uid, PER_SECOND);
        }
        pass(10_000);
        rate.admit(ALICE, PER_SECOND);
        assertThat(rate.size()).isLessThan(10);
    }

    @Test
    void counts_go_up_and_down_and_never_below_nothing() {
        UserCounts counts = new UserCounts();
        counts.add(ALICE);
        counts.add(ALICE);
        counts.remove(ALICE);
        assertThat(counts.of(ALICE)).isEqualTo(1);
        assertThat(counts.of(BOB)).isZero();
        assertThatIllegalStateException().isThrownBy(() -> counts.remove(BOB));
    }

    private int admitted(int uid, int calls) {
        int count = 0;
        for (int i = 0; i < calls; i++) {
            count += rate.admit(uid, PER_SECOND) ? 1 : 0;
        }
        return count;
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
