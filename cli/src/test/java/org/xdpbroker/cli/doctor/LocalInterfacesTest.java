package org.xdpbroker.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LocalInterfacesTest {

    /** As ip of iproute2 6 prints it, shortened. */
    private static final String JSON = """
            [{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536},
             {},
             {"ifindex":7,"link":"v1","ifname":"v0","flags":["BROADCAST"],"mtu":1500,"master":"br0",
              "linkinfo":{"info_kind":"veth"}},
             {"ifindex":8,"link_index":2,"link_netnsid":0,"ifname":"w0","flags":["UP"],"mtu":9000,
              "linkinfo":{"info_kind":"veth"},
              "xdp":{"mode":2,"prog":{"id":53,"name":"xdp_dispatcher"},
                     "attached":[{"mode":2,"prog":{"id":53,"name":"xdp_dispatcher"}}]}},
             {"ifindex":9,"ifname":"e0","flags":["UP"],"mtu":1500,"xdp":{"mode":1,"prog":{"id":4}}},
             {"ifindex":10,"ifname":"e1","flags":["UP"],"mtu":1500,
              "xdp":{"mode":4,"attached":[{"mode":1,"prog":{"id":5}},{"mode":3,"prog":{"id":6}}]}}]
            """;

    private final LocalInterfaces interfaces = new LocalInterfaces(LocalInterfaces.parse(JSON), null);

    @Test
    void areThoseThatAreNotEmpty() {
        assertThat(interfaces.all()).extracting(LocalInterface::name).containsExactly("lo", "v0", "w0", "e0", "e1");
        assertThat(interfaces.of("v9")).isNull();
        assertThat(interfaces.of("v0"))
                .isEqualTo(new LocalInterface("v0", 7, false, 1500, "veth", "br0", "v1", List.of()));
        assertThat(interfaces.portsOf("br0")).containsExactly("v0");
    }

    @Test
    void aPeerInAnotherNamespaceIsNotNamed() {
        assertThat(interfaces.all())
                .filteredOn(LocalInterface::isVeth)
                .extracting(LocalInterface::peer)
                .containsExactly("v1", null);
    }

    @Test
    void programsAreThoseOfEveryMode() {
        assertThat(interfaces.all())
                .flatExtracting(LocalInterface::programs)
                .containsExactly(
                        new LocalInterface.Program("xdpgeneric", 53, "xdp_dispatcher"),
                        new LocalInterface.Program("xdpdrv", 4, ""),
                        new LocalInterface.Program("xdpdrv", 5, ""),
                        new LocalInterface.Program("xdpoffload", 6, ""));
    }
}
