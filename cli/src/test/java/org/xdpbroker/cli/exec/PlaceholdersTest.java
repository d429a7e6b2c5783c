package org.xdpbroker.cli.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.QueueDescription;

class PlaceholdersTest {

    private final Placeholders placeholders = new Placeholders(lease("eth0", 2, 3), 3);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{fds}|3:4",
                "{ifname}|eth0",
                "{ifindex}|7",
                "{mode}|skb",
                "fd={fds},{mode}|fd=3:4,skb",
                "{netdev}|af-xdp,id=net0,ifname=eth0,queues=2,start-queue=2,mode=skb,inhibit=on,sock-fds=3:4",
                "{netdev:lan}|af-xdp,id=lan,ifname=eth0,queues=2,start-queue=2,mode=skb,inhibit=on,sock-fds=3:4"
            })
    void are_replaced_wherever_they_stand(String argument, String replaced) {
        assertThat(placeholders.replace(argument)).isEqualTo(replaced);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{other}", "{fds:x}", "${fds", "{ fds }", "{netdev:a b}", "$1 \\"})
    void leave_everything_else_as_it_is(String argument) {
        assertThat(placeholders.replace(argument)).isEqualTo(argument);
    }

    @Test
    void a_comma_in_a_name_is_doubled_for_qemu() {
        assertThat(new Placeholders(lease("a,b", 0), 3).replace("{netdev}")).contains("ifname=a,,b,queues=1");
    }

    @Test
    void the_environment_tells_of_the_descriptors_and_keeps_the_rest() {
        List<String> environment = CommandEnvironment.of(
                List.of("PATH=/bin", "LISTEN_FDS=9", "ODD"), lease("eth0", 2, 3), placeholders, 5, 4711);
        assertThat(environment)
                .containsExactly(
                        "PATH=/bin",
                        "ODD",
                        "LISTEN_FDS=3",
                        "LISTEN_FDNAMES=xdp-queue-2:xdp-queue-3:xdp-lease",
                        "LISTEN_PID=4711",
                        "XDP_BROKER_IFNAME=eth0",
                        "XDP_BROKER_IFINDEX=7",
                        "XDP_BROKER_QUEUES=2:3",
                        "XDP_BROKER_MODE=skb",
                        "XDP_BROKER_FDS=3:4",
                        "XDP_BROKER_LEASE=a1",
                        "XDP_BROKER_LEASE_FD=5");
    }

    private static LeaseDescription lease(String interfaceName, int... queues) {
        return new LeaseDescription(
                "a1",
                interfaceName,
                7,
                1000,
                4711,
                IntStream.of(queues)
                        .mapToObj(q -> new QueueDescription(q, null))
                        .toList(),
                AttachMode.SKB,
                "no native",
                Handover.UNBOUND,
                "granted",
                "1970-01-01T00:00:00Z",
                null,
                0);
    }
}
