package org.xdpbroker.cli.traffic;

import static org.xdpbroker.cli.traffic.Headers.ETHER_BYTES;
import static org.xdpbroker.cli.traffic.Headers.IP_BYTES;
import static org.xdpbroker.cli.traffic.Headers.UDP_BYTES;

import java.nio.ByteBuffer;

/**
 * The packets that generate sends and sink knows: UDP over IPv4, with this before anything else in it. 60 bytes hold it all,
 * which with the checksum trailer are the 64 of Ethernet's shortest packet.
 *
 * <pre>
 *   Ethernet, IPv4, UDP                     42          44          46        48         50             54         60
 *   +---------------------------------------+-----------+-----------+---------+----------+--------------+----------+
 *   | the UDP source port tells the flow    | magic u16 | clock u16 | run u16 | flow u16 | sequence u32 | time u48 |
 *   +---------------------------------------+-----------+-----------+---------+----------+--------------+----------+
 * </pre>
 *
 * <p>Clock is the {@linkplain MachineClock#tag() tag} of the sender's clock and time the lower bits of its nanoseconds. Run is
 * another number each time generate runs. Sequence counts the packets of a flow from 0 on. UDP's checksum is left out.
 */
final class TestPacket {

    private static final int MAGIC = ETHER_BYTES + IP_BYTES + UDP_BYTES;
    private static final int CLOCK = MAGIC + Short.BYTES;
    private static final int RUN = CLOCK + Short.BYTES;
    private static final int FLOW = RUN + Short.BYTES;
    private static final int SEQUENCE = FLOW + Short.BYTES;
    private static final int TIME_HIGH = SEQUENCE + Integer.BYTES;
    private static final int TIME_LOW = TIME_HIGH + Short.BYTES;

    static final int LEAST_BYTES = TIME_LOW + Integer.BYTES;

    private static final int TIME_BITS = Short.SIZE + Integer.SIZE;
    private static final int MAGIC_NUMBER = 0x7862;

    /** Source ports from here on; those for dynamic use (RFC 6335). */
    private static final int FIRST_PORT = 49152;

    static final int MOST_FLOWS = 65536 - FIRST_PORT;

    private static final int TTL = 64;

    private TestPacket() {}

    /** Writes all but what differs from packet to packet. */
    static void write(ByteBuffer memory, int offset, TrafficPlan plan, int clock, int run) {
        for (int i = 0; i < plan.size(); i++) {
            memory.put(offset + i, (byte) 0);
        }
        memory.put(offset + Headers.ETHER_TO, plan.to());
        memory.put(offset + Headers.ETHER_FROM, plan.from());
        NetworkOrder.put16(memory, offset + Headers.ETHER_TYPE, Headers.TYPE_IPV4);

        int ip = offset + ETHER_BYTES;
        memory.put(ip, (byte) Headers.VERSION_4_WITHOUT_OPTIONS);
        NetworkOrder.put16(memory, ip + Headers.IP_LENGTH, plan.size() - ETHER_BYTES);
        NetworkOrder.put16(memory, ip + Headers.IP_FRAGMENT, Headers.DO_NOT_FRAGMENT);
        memory.put(ip + Headers.IP_TTL, (byte) TTL);
        memory.put(ip + Headers.IP_PROTOCOL, (byte) Headers.PROTOCOL_UDP);
        NetworkOrder.put32(memory, ip + Headers.IP_FROM, plan.fromIp());
        NetworkOrder.put32(memory, ip + Headers.IP_TO, plan.toIp());
        NetworkOrder.put16(memory, ip + Headers.IP_CHECKSUM, checksum(memory, ip));

        int udp = ip + IP_BYTES;
        NetworkOrder.put16(memory, udp + Headers.UDP_TO, plan.toPort());
        NetworkOrder.put16(memory, udp + Headers.UDP_LENGTH, plan.size() - ETHER_BYTES - IP_BYTES);

        NetworkOrder.put16(memory, offset + MAGIC, MAGIC_NUMBER);
        NetworkOrder.put16(memory, offset + CLOCK, clock);
        NetworkOrder.put16(memory, offset + RUN, run);
    }

    /** Writes what differs from packet to packet. */
    static void stamp(ByteBuffer memory, int offset, int flow, int sequence, long nanos) {
        NetworkOrder.put16(memory, offset + ETHER_BYTES + IP_BYTES + Headers.UDP_FROM, FIRST_PORT + flow);
        NetworkOrder.put16(memory, offset + FLOW, flow);
        NetworkOrder.put32(memory, offset + SEQUENCE, sequence);
        NetworkOrder.put16(memory, offset + TIME_HIGH, (int) (nanos >>> Integer.SIZE));
        NetworkOrder.put32(memory, offset + TIME_LOW, (int) nanos);
    }

    /** Whether it is one that generate has sent. */
    static boolean isOne(ByteBuffer memory, int offset, int length) {
        return length >= LEAST_BYTES
                && NetworkOrder.u16(memory, offset + MAGIC) == MAGIC_NUMBER
                && NetworkOrder.u16(memory, offset + Headers.ETHER_TYPE) == Headers.TYPE_IPV4
                && NetworkOrder.u8(memory, offset + ETHER_BYTES) == Headers.VERSION_4_WITHOUT_OPTIONS
                && NetworkOrder.u8(memory, offset + ETHER_BYTES + Headers.IP_PROTOCOL) == Headers.PROTOCOL_UDP
                && flow(memory, offset) < MOST_FLOWS;
    }

    static int clock(ByteBuffer memory, int offset) {
        return NetworkOrder.u16(memory, offset + CLOCK);
    }

    static int run(ByteBuffer memory, int offset) {
        return NetworkOrder.u16(memory, offset + RUN);
    }

    static int flow(ByteBuffer memory, int offset) {
        return NetworkOrder.u16(memory, offset + FLOW);
    }

    static int sequence(ByteBuffer memory, int offset) {
        return NetworkOrder.i32(memory, offset + SEQUENCE);
    }

    /** How long before a moment of the same clock it was sent, in nanoseconds; right for up to 39 hours. */
    static long age(ByteBuffer memory, int offset, long now) {
        long sent = (long) NetworkOrder.u16(memory, offset + TIME_HIGH) << Integer.SIZE
                | Integer.toUnsignedLong(NetworkOrder.i32(memory, offset + TIME_LOW));
        int unused = Long.SIZE - TIME_BITS;
        return (now - sent) << unused >> unused;
    }

    /** RFC 1071, of a header whose checksum is 0 yet. */
    private static int checksum(ByteBuffer memory, int ip) {
        int sum = 0;
        for (int i = 0; i < IP_BYTES; i += Short.BYTES) {
            sum += NetworkOrder.u16(memory, ip + i);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return ~((sum & 0xffff) + (sum >>> 16));
    }
}
