package org.xdpbroker.protocol.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory outside the heap: what is allocated is zeroed, aligned and nobody else's. */
class PointerTest {

    @Test
    void many_pieces_keep_what_was_written_into_each() {
        List<Pointer> pieces = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            int size = 1 + i % 300;
            Pointer piece = Libc.allocate(size);
            byte[] bytes = new byte[size];
            piece.get(0, bytes, 0, size);
            assertThat(bytes).containsOnly(0);
            Arrays.fill(bytes, (byte) i);
            piece.put(0, bytes, 0, size);
            pieces.add(piece);
        }
        for (int i = 0; i < pieces.size(); i++) {
            byte[] bytes = new byte[pieces.get(i).size()];
            pieces.get(i).get(0, bytes, 0, bytes.length);
            assertThat(bytes).containsOnly((byte) i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 15, 16, 17, 4096, 4097, 65536})
    void a_piece_is_aligned_for_any_type_and_has_the_size_asked_for(int size) {
        Libc.allocate(3);
        Pointer piece = Libc.allocate(size);
        assertThat(piece.address() % 16).isZero();
        assertThat(piece.size()).isEqualTo(size);
    }

    @Test
    void what_lies_beside_a_piece_is_never_touched() {
        Pointer piece = Libc.allocate(8);
        Pointer next = Libc.allocate(8);
        assertThatThrownBy(() -> piece.putLong(1, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> piece.putInt(16, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> next.getLong(-8)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(next.getLong(0)).isZero();
    }

    @Test
    void each_thread_has_its_own_pieces() throws InterruptedException {
        Pointer mine = Libc.allocate(8);
        Pointer[] other = new Pointer[1];
        Thread thread = new Thread(() -> {
            other[0] = Libc.allocate(8);
            other[0].putLong(0, 2);
        });
        mine.putLong(0, 1);
        thread.start();
        thread.join();
        assertThat(mine.getLong(0)).isEqualTo(1);
        assertThat(other[0].getLong(0)).isEqualTo(2);
    }

    @Test
    void a_piece_stays_when_those_allocated_after_it_are_gone() {
        Pointer kept = Libc.allocate(8);
        kept.putLong(0, 42);
        for (int i = 0; i < 10_000; i++) {
            Libc.allocate(1000).putLong(0, -1);
        }
        System.gc();
        assertThat(kept.getLong(0)).isEqualTo(42);
    }
}
