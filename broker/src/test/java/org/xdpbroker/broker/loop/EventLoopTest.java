package org.xdpbroker.broker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.UnixSocket;

class EventLoopTest {

    private final List<String> happened = new ArrayList<>();
    private EventLoop loop;
    private UnixSocket.Pair pair;

    @BeforeEach
    void open() throws SystemCallException {
        loop = new EventLoop((what, failure) -> happened.add(what + " failed: " + failure.getMessage()));
        pair = UnixSocket.pair();
    }

    @AfterEach
    void close() {
        loop.close();
        pair.first().close();
        pair.second().close();
    }

    @Test
    void timers_run_in_the_order_they_are_due() throws SystemCallException {
        // the second one is told long before the first one is due, even where this thread has to wait meanwhile
        loop.after(500, () -> {
            happened.add("late");
            loop.stop();
        });
        loop.after(1, () -> happened.add("early"));
        loop.run();
        assertThat(happened).containsExactly("early", "late");
    }

    @Test
    void a_cancelled_timer_does_not_run() throws SystemCallException {
        loop.after(1, () -> happened.add("cancelled")).cancel();
        loop.after(10, loop::stop);
        loop.run();
        assertThat(happened).isEmpty();
    }

    @Test
    void what_another_thread_posts_wakes_the_loop() throws Exception {
        Thread other = new Thread(() -> {
            loop.post(() -> happened.add("posted on " + Thread.currentThread().getName()));
            loop.stop();
        });
        other.start();
        loop.run();
        other.join();
        assertThat(happened)
                .containsExactly("posted on " + Thread.currentThread().getName());
    }

    @Test
    void a_hangup_is_told_to_a_source_that_waits_for_nothing() throws SystemCallException {
        loop.add(source(pair.first(), 0, events -> {
            happened.add((events & Source.HANGUP) != 0 ? "hangup" : "other");
            loop.stop();
        }));
        pair.second().close();
        loop.run();
        assertThat(happened).containsExactly("hangup");
    }

    @Test
    void a_failing_source_does_not_stop_the_others() throws SystemCallException {
        pair.second().close();
        loop.add(source(pair.first(), Source.READABLE, events -> {
            loop.after(1, loop::stop);
            throw new IllegalStateException("broken");
        }));
        loop.run();
        assertThat(happened).contains("source failed: broken");
    }

    @Test
    void a_source_that_an_earlier_one_removed_is_not_called_any_more() throws Exception {
        UnixSocket.Pair second = UnixSocket.pair();
        Source victim = source(second.first(), Source.READABLE, events -> happened.add("victim"));
        loop.add(source(pair.first(), Source.READABLE, events -> {
            loop.remove(victim);
            loop.stop();
        }));
        loop.add(victim);
        pair.second().close();
        second.second().close();
        loop.run();
        second.first().close();
        assertThat(happened).isEmpty();
    }

    private interface Reaction {
        void to(int events);
    }

    private static Source source(OwnedFd fd, int interest, Reaction reaction) {
        return new Source() {
            @Override
            public OwnedFd fd() {
                return fd;
            }

            @Override
            public int interest() {
                return interest;
            }

            @Override
            public void ready(int events) {
                reaction.to(events);
            }

            @Override
            public String toString() {
                return "source";
            }
        };
    }
}
