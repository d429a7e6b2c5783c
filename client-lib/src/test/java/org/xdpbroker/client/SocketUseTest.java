package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SocketUseTest {

    private final SocketUse use = new SocketUse("eth0 queue 0");

    @Test
    void anIdleSocketIsClosedByWhoeverClosesItFirst() {
        assertThat(use.close()).isTrue();
        assertThat(use.close()).isFalse();
        assertThat(use.isOpen()).isFalse();
    }

    @Test
    void aSocketInUseIsClosedByItsUser() {
        use.enter();
        assertThat(inAnotherThread(use::close)).isFalse();
        assertThat(use.isOpen()).isFalse();
        assertThatThrownBy(use::checkNotClosedMeanwhile).isInstanceOf(AsynchronousCloseException.class);
        assertThat(use.leave()).isTrue();
        assertThat(use.close()).isFalse();
    }

    @Test
    void itsUserMayEnterAgainAndClosesWhenItLeavesForGood() {
        use.enter();
        use.enter();
        assertThat(use.close()).isFalse();
        assertThat(use.leave()).isFalse();
        assertThat(use.leave()).isTrue();
    }

    @Test
    void aSecondThreadIsToldThatItIsInUse() {
        use.enter();
        assertThatThrownBy(() -> inAnotherThread(() -> {
                    use.enter();
                    return true;
                }))
                .hasRootCauseMessage("the socket of eth0 queue 0 is in use by another thread");
        assertThat(use.leave()).isFalse();
    }

    @Test
    void aClosedSocketCannotBeUsed() {
        use.close();
        assertThatThrownBy(use::enter).hasMessage("the socket of eth0 queue 0 is closed");
    }

    @Test
    void howeverUseAndCloseMeetThereIsOneClosing() {
        for (int round = 0; round < 2000; round++) {
            SocketUse shared = new SocketUse("eth0 queue 0");
            AtomicInteger closings = new AtomicInteger();
            CompletableFuture<Void> user = CompletableFuture.runAsync(() -> {
                try {
                    while (true) {
                        shared.enter();
                        if (shared.leave()) {
                            closings.incrementAndGet();
                        }
                    }
                } catch (IllegalStateException e) {
                    // closed
                }
            });
            if (shared.close()) {
                closings.incrementAndGet();
            }
            user.join();
            assertThat(closings).hasValue(1);
        }
    }

    private static boolean inAnotherThread(BooleanSupplier action) {
        return CompletableFuture.supplyAsync(action::getAsBoolean).join();
    }
}
