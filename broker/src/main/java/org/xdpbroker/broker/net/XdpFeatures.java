package org.xdpbroker.broker.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * What drivers can do with XDP, as the generic netlink family {@code netdev} tells it (Linux 6.3 and newer; Documentation/
 * netlink/specs/netdev.yaml). Needs no capability.
 */
public final class XdpFeatures {

    /** enum netdev_xdp_act of linux/netdev.h, in the order of its bits. */
    private static final List<String> NAMES =
            List.of("basic", "redirect", "ndo-xmit", "xsk-zerocopy", "hw-offload", "rx-sg", "ndo-xmit-sg");

    private static final int NETDEV_CMD_DEV_GET = 1;
    private static final int NETDEV_A_DEV_IFINDEX = 1;
    private static final int NETDEV_A_DEV_XDP_FEATURES = 3;

    private final Map<Integer, Long> bitsByIfindex;

    private XdpFeatures(Map<Integer, Long> bitsByIfindex) {
        this.bitsByIfindex = bitsByIfindex;
    }

    /** Asks for all interfaces; on a kernel without the family, nothing is known of any. */
    public static XdpFeatures read() throws SystemCallException {
        Map<Integer, Long> bits = new HashMap<>();
        try (GenericNetlink netlink = new GenericNetlink()) {
            int family = netlink.familyId("netdev");
            if (family != 0) {
                netlink.dump(family, NETDEV_CMD_DEV_GET, attributes -> {
                    Integer ifindex = attributes.unsigned32(NETDEV_A_DEV_IFINDEX);
                    Long features = attributes.unsigned64(NETDEV_A_DEV_XDP_FEATURES);
                    if (ifindex != null && features != null) {
                        bits.put(ifindex, features);
                    }
                });
            }
        }
        return new XdpFeatures(bits);
    }

    /** The features of one interface; empty if it has none, which leaves skb mode. */
    public List<String> of(int ifindex) {
        return names(bitsByIfindex.getOrDefault(ifindex, 0L));
    }

    static List<String> names(long bits) {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < NAMES.size(); bit++) {
            if ((bits & 1L << bit) != 0) {
                names.add(NAMES.get(bit));
            }
        }
        return names;
    }
}
