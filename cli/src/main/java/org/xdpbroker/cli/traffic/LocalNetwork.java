package org.xdpbroker.cli.traffic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * A network interface as this process's network namespace knows it (netdevice(7)). Whether it has an IP address does not matter,
 * where {@link java.net.NetworkInterface} finds none without.
 *
 * @param isUp whether it is administratively up
 * @param mtu in bytes, the link-layer header aside
 * @param hardwareAddress six bytes; null where it has none of Ethernet
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares interfaces
public record LocalNetwork(boolean isUp, int mtu, byte @Nullable [] hardwareAddress) {

    /** Beyond the MTU: the Ethernet header and a VLAN tag. */
    private static final int LINK_HEADER_BYTES = 18;

    private static final int ETHER_HEADER_BYTES = 14;
    private static final int HARDWARE_ADDRESS_BYTES = 6;

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;

    /** Of linux/sockios.h. */
    private static final int SIOCGIFFLAGS = 0x8913;

    private static final int SIOCGIFMTU = 0x8921;
    private static final int SIOCGIFHWADDR = 0x8927;

    /** Of linux/if.h and linux/if_arp.h. */
    private static final int IFF_UP = 1;

    private static final int ARPHRD_ETHER = 1;

    /*
     *   struct ifreq
     *   0                16
     *   +----------------+----------------------------------------------+
     *   | name, NUL      | flags i16, or MTU i32, or family u16 | bytes  |
     *   +----------------+----------------------------------------------+
     */
    private static final int IFREQ_BYTES = 40;
    private static final int NAME_BYTES = 16;

    /**
     * Looks an interface up.
     *
     * @param ifindex its index in the network namespace that it is in
     * @return null if it is not in this one, where another may have its name
     */
    public static @Nullable LocalNetwork of(String name, int ifindex) throws SystemCallException {
        if (Libc.get().if_nametoindex(name) != ifindex) {
            return null;
        }
        try (OwnedFd socket =
                OwnedFd.of(Libc.get().socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0), "socket(AF_INET, SOCK_DGRAM)")) {
            Pointer flags = ask(socket, SIOCGIFFLAGS, name);
            Pointer mtu = ask(socket, SIOCGIFMTU, name);
            Pointer hardware = ask(socket, SIOCGIFHWADDR, name);
            return flags == null || mtu == null || hardware == null
                    ? null // it has gone meanwhile
                    : new LocalNetwork(
                            (flags.getShort(NAME_BYTES) & IFF_UP) != 0,
                            mtu.getInt(NAME_BYTES),
                            hardwareAddress(hardware));
        }
    }

    /** The longest packet it sends, a VLAN tag included. */
    public int mostSent() {
        return mtu + LINK_HEADER_BYTES;
    }

    /** The longest packet that arrives, a VLAN tag aside, which drivers mostly take off. */
    public int mostReceived() {
        return mtu + ETHER_HEADER_BYTES;
    }

    private static byte @Nullable [] hardwareAddress(Pointer answer) {
        if (answer.getShort(NAME_BYTES) != ARPHRD_ETHER) {
            return null;
        }
        byte[] address = new byte[HARDWARE_ADDRESS_BYTES];
        answer.get(NAME_BYTES + Short.BYTES, address, 0, address.length);
        return address;
    }

    private static @Nullable Pointer ask(OwnedFd socket, int request, String name) {
        Pointer answer = Libc.allocate(IFREQ_BYTES);
        answer.put(0, Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), NAME_BYTES), 0, NAME_BYTES);
        return Libc.get().ioctl(socket.number(), request, answer) < 0 ? null : answer;
    }
}
