package org.xdpbroker.broker.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.QueueDescription;

class StoredStateTest {

    private static final InterfaceRecord NATIVE = new InterfaceRecord(
            7, AttachMode.NATIVE, true, null, Map.of("program", 1, "sockets", 2, "traffic", 3, "link", 4));
    private static final InterfaceRecord SKB =
            new InterfaceRecord(8, AttachMode.SKB, false, "native was refused", Map.of("program", 5));
    private static final LeaseRecord LEASE = new LeaseRecord(
            new LeaseDescription(
                    "0123456789abcdef",
                    "eth0",
                    7,
                    -2,
                    4711,
                    List.of(
                            new QueueDescription(0, null, 12345L, null, null),
                            new QueueDescription(1, null, null, null, null)),
                    AttachMode.NATIVE,
                    null,
                    Handover.UNBOUND,
                    "granted",
                    "2026-11-20T17:00:00Z",
                    "lab",
                    1 << 20),
            "a name \"with\" anything\n",
            List.of(1));

    @Test
    void what_was_put_is_read_again() throws IOException {
        StoredState state = new StoredState();
        state.put(NATIVE);
        state.put(SKB);
        state.put(LEASE);
        StoredState.Content content = StoredState.decode(state.encode());
        assertThat(content.interfaces()).containsExactly(NATIVE, SKB);
        assertThat(content.leases()).containsExactly(LEASE);
    }

    @Test
    void what_was_removed_is_gone_and_what_is_put_again_replaces() throws IOException {
        StoredState state = new StoredState();
        state.put(SKB);
        state.put(LEASE);
        LeaseRecord bound = new LeaseRecord(LEASE.description(), "other", List.of());
        state.put(bound);
        state.removeInterface(8);
        assertThat(state.hasInterface(8)).isFalse();
        assertThat(StoredState.decode(state.encode()).interfaces()).isEmpty();
        assertThat(StoredState.decode(state.encode()).leases()).containsExactly(bound);
        state.removeLease(LEASE.description().id());
        assertThat(StoredState.decode(state.encode()).leases()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}\0",
                "{\"version\":2}\0",
                "nonsense\0",
                "{\"version\":1}\0{\"lease\":{}}\0",
                "{\"version\":1}\0{\"interface\":{\"ifindex\":-1}}\0",
                "{\"version\":1}\0{\"holding\":{\"lease\":{}}}\0",
                "{\"version\":1}\0{\"holding\":"
            })
    void what_cannot_be_understood_is_refused_as_a_whole(String text) {
        assertThatThrownBy(() -> StoredState.decode(text.getBytes(UTF_8))).isInstanceOf(IOException.class);
    }

    @Test
    void a_record_that_is_cut_is_refused() {
        StoredState state = new StoredState();
        state.put(LEASE);
        byte[] all = state.encode();
        assertThatThrownBy(() -> StoredState.decode(Arrays.copyOf(all, all.length - 1)))
                .hasMessageContaining("in the middle");
    }
}
