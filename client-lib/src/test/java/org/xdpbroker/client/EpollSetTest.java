package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.protocol.posix.SystemCallException;

class EpollSetTest {

    private static final int FIRST = 0;
    private static final int SECOND = 1;

    private Wake first;
    private Wake second;
    private EpollSet set;

    @BeforeEach
    void open() throws SystemCallException {
        first = Wake.create();
        second = Wake.create();
        set = new EpollSet(first.fd(), second.fd());
    }

    @AfterEach
    void close() {
        set.close();
        second.close();
        first.close();
    }

    @Test
    void whereNothingIsReadyTheTimeIsUp() throws SystemCallException {
        assertThat(set.await(0)).isEqualTo(EpollSet.NONE);
        assertThat(set.await(1)).isEqualTo(EpollSet.NONE);
    }

    @Test
    void theOneThatIsReadyIsToldAsLongAsItIs() throws SystemCallException {
        second.signal();
        assertThat(set.await(-1)).isEqualTo(SECOND);
        assertThat(set.await(-1)).isEqualTo(SECOND);
    }

    @Test
    void twoThatAreReadyAreToldInTurn() throws SystemCallException {
        first.signal();
        second.signal();
        assertThat(new int[] {set.await(0), set.await(0)}).containsExactlyInAnyOrder(FIRST, SECOND);
    }

    @Test
    void theEventsOfOneCanBeChanged() throws SystemCallException {
        set.events(FIRST, PollSet.POLLOUT);
        assertThat(set.await(0)).isEqualTo(FIRST); // an eventfd has room
        set.events(FIRST, PollSet.POLLIN);
        assertThat(set.await(0)).isEqualTo(EpollSet.NONE);
    }

    @Test
    void aDescriptorThatCannotBeWaitedForIsAnError() {
        assertThatThrownBy(() -> new EpollSet(first.fd(), 1_000_000))
                .isInstanceOf(SystemCallException.class)
                .hasMessageContaining("epoll_ctl of descriptor 1000000")
                .hasMessageContaining("EBADF");
    }
}
