package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.client.ring.FrameTable;
import org.xdpbroker.client.ring.PlainRing;
import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;

/**
 * Rings on plain memory, and instead of an AF_XDP socket one end of a pair: a wakeup to send leaves an empty datagram at the other
 * end, and one to receive takes one of those that wait here.
 */
class WakeupsTest {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_DONTWAIT = 0x40;

    private static final int SIZE = 8;
    private static final int NEED_WAKEUP = 1;
    private static final int WAITING = 3;

    private final PlainRing fill = PlainRing.ofFrameAddrs(SIZE, 0);
    private final PlainRing tx = PlainRing.ofDescriptors(SIZE, 0);
    private final Rings rings = Rings.on(
            fill.memory(),
            PlainRing.ofFrameAddrs(SIZE, 0).memory(),
            PlainRing.ofDescriptors(SIZE, 0).memory(),
            tx.memory(),
            FrameTable.NONE);
    private final OwnedFd socket;
    private final OwnedFd otherEnd;

    WakeupsTest() {
        int[] pair = new int[2];
        assertThat(Libc.get().socketpair(AF_UNIX, SOCK_DGRAM, 0, pair)).isZero();
        socket = new OwnedFd(pair[0]);
        otherEnd = new OwnedFd(pair[1]);
        for (int i = 0; i < WAITING; i++) {
            Libc.get().sendNothing(otherEnd.number(), MSG_DONTWAIT);
        }
    }

    @AfterEach
    void close() {
        socket.close();
        otherEnd.close();
    }

    @Test
    void aBatchTakesOneWakeupIfTheKernelAsksForIt() throws Exception {
        tx.setFlags(NEED_WAKEUP);
        submit(5);
        wakeups(true, false, false).afterSend();
        assertThat(wakeupsToSend()).isEqualTo(1);
    }

    @Test
    void itTakesNoneIfTheKernelDoesNotAsk() throws Exception {
        submit(5);
        wakeups(true, false, false).afterSend();
        assertThat(wakeupsToSend()).isZero();
    }

    @Test
    void itTakesOneWhereTheKernelCannotAsk() throws Exception {
        submit(5);
        wakeups(false, false, false).afterSend();
        assertThat(wakeupsToSend()).isEqualTo(1);
    }

    @Test
    void nothingOnTheRingTakesNone() throws Exception {
        tx.setFlags(NEED_WAKEUP);
        wakeups(true, false, false).afterSend();
        wakeups(false, false, false).afterSend();
        assertThat(wakeupsToSend()).isZero();
    }

    @Test
    void whatTheKernelLeavesIsTriedAgainLater() throws Exception {
        tx.setFlags(NEED_WAKEUP);
        submit(5);
        Wakeups wakeups = wakeups(true, false, false);
        wakeups.afterSend();
        assertThat(wakeups.leftSome()).isTrue();
        wakeups.afterSend();
        assertThat(wakeupsToSend()).isEqualTo(2);
        tx.moveConsumer(5);
        wakeups.afterSend();
        assertThat(wakeups.leftSome()).isFalse();
    }

    @Test
    void aDriverWithZeroCopyGoesOnByItself() throws Exception {
        tx.setFlags(NEED_WAKEUP);
        submit(5);
        Wakeups wakeups = wakeups(true, false, true);
        wakeups.afterSend();
        assertThat(wakeups.leftSome()).isFalse();
        assertThat(wakeupsToSend()).isEqualTo(1);
    }

    @Test
    void receivingTakesOneIfTheKernelAsksForIt() throws Exception {
        Wakeups wakeups = wakeups(true, false, false);
        wakeups.afterReceive(0);
        wakeups.afterReceive(32);
        assertThat(wakeupsToReceive()).isZero();
        fill.setFlags(NEED_WAKEUP);
        wakeups.afterReceive(32);
        assertThat(wakeupsToReceive()).isEqualTo(1);
    }

    @Test
    void aBusyPollingSocketPollsTheDeviceOnlyIfNothingCame() throws Exception {
        Wakeups wakeups = wakeups(true, true, false);
        wakeups.afterReceive(32);
        assertThat(wakeupsToReceive()).isZero();
        wakeups.afterReceive(0);
        assertThat(wakeupsToReceive()).isEqualTo(1);
    }

    private Wakeups wakeups(boolean asked, boolean busyPoll, boolean zeroCopy) {
        BindTarget target = new BindTarget(new InterfaceName("lo"), 1, 0);
        return new Wakeups(target, socket.number(), rings, asked, busyPoll, zeroCopy);
    }

    private void submit(int packets) {
        rings.tx().reserve(packets);
        rings.tx().submit(packets);
    }

    private int wakeupsToSend() {
        return takeAll(otherEnd);
    }

    /** Those since the last look. */
    private int wakeupsToReceive() {
        int taken = WAITING - takeAll(socket);
        for (int i = 0; i < WAITING; i++) {
            Libc.get().sendNothing(otherEnd.number(), MSG_DONTWAIT);
        }
        return taken;
    }

    private static int takeAll(OwnedFd end) {
        int count = 0;
        while (Libc.get().recvNothing(end.number(), MSG_DONTWAIT) == 0) {
            count++;
        }
        return count;
    }
}
