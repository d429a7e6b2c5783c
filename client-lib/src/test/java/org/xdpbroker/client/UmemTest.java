package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UmemTest {

    private static final UmemConfig CONFIG = new UmemConfig(2048, 8, 0);

    @Test
    void theBufferIsAllOfTheMemoryZeroedAndWritable() throws IOException {
        try (Umem umem = Umem.create(CONFIG)) {
            assertThat(umem.buffer().isDirect()).isTrue();
            assertThat(umem.buffer().capacity()).isEqualTo(16384);
            assertThat(umem.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
            assertThat(umem.buffer().getLong(16376)).isZero();
            umem.buffer().putLong(16376, 42);
            assertThat(umem.buffer().getLong(16376)).isEqualTo(42);
            assertThat(umem.frames().size()).isEqualTo(8);
        }
    }

    @Test
    void itIsPageAligned() throws IOException {
        try (Umem umem = Umem.create(CONFIG)) {
            assertThat(umem.address() % 4096).isZero();
        }
    }

    @Test
    void itCannotBeClosedWhileASocketUsesIt() throws IOException {
        Umem umem = Umem.create(CONFIG);
        BoundSocket socket = umem.bind(XdpSocketConfig.DEFAULT, sharers -> new UnboundSocket());
        assertThatThrownBy(umem::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in use");
        umem.left(socket);
        umem.close();
        umem.close();
        assertThatThrownBy(() -> umem.bind(XdpSocketConfig.DEFAULT, sharers -> new UnboundSocket()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closedWhenUnusedItIsGivenBackByTheLastSocket() throws IOException {
        Umem umem = Umem.create(CONFIG);
        umem.buffer().putLong(0, 42);
        BoundSocket first = umem.bind(XdpSocketConfig.DEFAULT, sharers -> new UnboundSocket());
        BoundSocket second = umem.bind(XdpSocketConfig.DEFAULT, sharers -> new UnboundSocket());
        umem.closeWhenUnused();
        umem.left(first);
        assertThat(umem.buffer().getLong(0)).isEqualTo(42);
        assertThatThrownBy(() -> umem.bind(XdpSocketConfig.DEFAULT, sharers -> new UnboundSocket()))
                .isInstanceOf(IllegalStateException.class);
        umem.left(second);
        assertThat(umem.buffer().getLong(0)).isZero();
    }

    @Test
    void theFirstSocketRegistersItAndOthersShareWithOneThatIsOpen() throws IOException {
        try (Umem umem = Umem.create(CONFIG)) {
            List<List<BoundSocket>> shared = new ArrayList<>();
            Umem.Binder binder = sharers -> {
                shared.add(sharers);
                return new UnboundSocket();
            };
            BoundSocket first = umem.bind(XdpSocketConfig.DEFAULT, binder);
            BoundSocket second = umem.bind(XdpSocketConfig.DEFAULT, binder);
            umem.left(first);
            BoundSocket third = umem.bind(XdpSocketConfig.DEFAULT, binder);
            umem.left(second);
            umem.left(third);
            umem.left(umem.bind(XdpSocketConfig.DEFAULT, binder));
            assertThat(shared).containsExactly(List.of(), List.of(first), List.of(second), List.of());
        }
    }

    @Test
    void socketsThatShareItAreBoundAlike() throws IOException {
        try (Umem umem = Umem.create(CONFIG)) {
            BoundSocket first = umem.bind(XdpSocketConfig.DEFAULT, sharers -> new UnboundSocket());
            assertThatThrownBy(() ->
                            umem.bind(XdpSocketConfig.DEFAULT.withNeedWakeup(false), sharers -> new UnboundSocket()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("share a umem");
            umem.left(first);
            umem.left(umem.bind(XdpSocketConfig.DEFAULT.withNeedWakeup(false), sharers -> new UnboundSocket()));
        }
    }

    @Test
    void whenTheLastSocketIsClosedEveryFrameIsFree() throws IOException {
        try (Umem umem = Umem.create(CONFIG)) {
            BoundSocket first = umem.bind(XdpSocketConfig.DEFAULT, sharers -> new UnboundSocket());
            BoundSocket second = umem.bind(XdpSocketConfig.DEFAULT, sharers -> new UnboundSocket());
            umem.frames().pop();
            umem.left(first);
            assertThat(umem.frames().size()).isEqualTo(7);
            umem.left(second);
            assertThat(umem.frames().size()).isEqualTo(8);
        }
    }

    @Test
    void aBufferUsedTooLateReadsZerosAndCrashesNothing() throws IOException {
        Umem umem = Umem.create(CONFIG);
        umem.buffer().putLong(0, 42);
        umem.close();
        assertThat(umem.buffer().getLong(0)).isZero();
    }

    @Test
    void aFrameLargerThanAPageIsRefused() {
        assertThatThrownBy(() -> Umem.create(CONFIG.withFrameSize(65536).withFrameCount(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("within a page");
    }

    /** Stands for a socket where only its being there matters. */
    private static final class UnboundSocket implements BoundSocket {

        @Override
        public int fd() {
            throw new AssertionError("not asked for");
        }

        @Override
        public Rings rings() {
            throw new AssertionError("not asked for");
        }

        @Override
        public void close() {
            // has nothing
        }
    }
}
