package org.xdpbroker.broker.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;

class StateMemoryTest {

    private static final int HEADER = 16;

    @Test
    void another_process_reads_what_was_written_last() throws IOException {
        StateMemory memory = StateMemory.create();
        memory.write("one".getBytes(UTF_8));
        memory.write("two".getBytes(UTF_8));
        memory.write("three".getBytes(UTF_8));
        StateMemory next = StateMemory.adopt(memory.fd().duplicate());
        assertThat(next.read()).asString(UTF_8).isEqualTo("three");
        next.write("four".getBytes(UTF_8));
        assertThat(StateMemory.adopt(memory.fd().duplicate()).read())
                .asString(UTF_8)
                .isEqualTo("four");
    }

    @Test
    void nothing_written_is_no_state() throws IOException {
        assertThatThrownBy(StateMemory.create()::read).hasMessageContaining("neither half");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 8, 11, 12, 15, HEADER, HEADER + 2})
    void a_half_that_was_not_finished_leaves_the_one_before(long torn) throws IOException {
        StateMemory memory = StateMemory.create();
        memory.write("one".getBytes(UTF_8)); // in the second half
        memory.write("two".getBytes(UTF_8)); // in the first
        scribble(memory.fd(), torn);
        assertThat(StateMemory.adopt(memory.fd().duplicate()).read())
                .asString(UTF_8)
                .isEqualTo("one");
    }

    @Test
    void two_halves_that_are_not_whole_are_refused() throws IOException {
        StateMemory memory = StateMemory.create();
        memory.write("one".getBytes(UTF_8));
        memory.write("two".getBytes(UTF_8));
        scribble(memory.fd(), HEADER);
        scribble(memory.fd(), StateMemory.HALF + HEADER);
        StateMemory next = StateMemory.adopt(memory.fd().duplicate());
        assertThatThrownBy(next::read).hasMessageContaining("neither half");
    }

    @Test
    void its_size_cannot_be_changed() throws IOException {
        OwnedFd fd = StateMemory.create().fd();
        assertThat(Libc.get().ftruncate(fd.number(), 0)).isEqualTo(-1);
        assertThat(Libc.get().ftruncate(fd.number(), 4L * StateMemory.HALF)).isEqualTo(-1);
    }

    @Test
    void memory_that_others_could_shrink_is_refused() throws IOException {
        try (OwnedFd unsealed = OwnedFd.of(Libc.get().memfd_create("unsealed", 0), "memfd_create")) {
            assertThatThrownBy(() -> StateMemory.adopt(unsealed)).hasMessageContaining("not sealed");
        }
        try (OwnedFd event = OwnedFd.of(Libc.get().eventfd(0, 0), "eventfd")) {
            assertThatThrownBy(() -> StateMemory.adopt(event)).hasMessageContaining("no memfd");
        }
    }

    @Test
    void what_is_too_long_is_refused_and_the_one_before_stays() throws IOException {
        StateMemory memory = StateMemory.create();
        memory.write("one".getBytes(UTF_8));
        assertThatThrownBy(() -> memory.write(new byte[StateMemory.HALF])).hasMessageContaining("are possible");
        assertThat(StateMemory.adopt(memory.fd().duplicate()).read())
                .asString(UTF_8)
                .isEqualTo("one");
    }

    private static void scribble(OwnedFd fd, long offset) {
        assertThat(Libc.get().pwrite(fd.number(), new byte[] {0x55}, 1, offset)).isEqualTo(1);
    }
}
