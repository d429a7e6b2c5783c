package org.xdpbroker.cli.traffic;

/**
 * What generate is to send.
 *
 * @param from hardware address of the sender, six bytes
 * @param to hardware address of who is to get it
 * @param fromIp IPv4 address of the sender, its first byte highest
 * @param toPort UDP port, 0 to 65535
 * @param size bytes of a packet from the Ethernet header on, without checksum trailer, {@link #LEAST_BYTES} or more
 * @param flows how many flows take turns, 1 to {@link #MOST_FLOWS}; each has a UDP source port of its own
 * @param count how many packets; {@link Long#MAX_VALUE} goes on
 * @param nanos for how long; {@link Long#MAX_VALUE} goes on
 * @param rate packets a second; infinity as fast as can be
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares plans
public record TrafficPlan(
        byte[] from,
        byte[] to,
        int fromIp,
        int toIp,
        int toPort,
        int size,
        int flows,
        long count,
        long nanos,
        double rate) {

    /** The shortest packet there is on Ethernet, and room for all a packet tells. */
    public static final int LEAST_BYTES = TestPacket.LEAST_BYTES;

    public static final int MOST_FLOWS = TestPacket.MOST_FLOWS;

    /** The same from another sender. */
    public TrafficPlan withSender(byte[] address) {
        return new TrafficPlan(address, to, fromIp, toIp, toPort, size, flows, count, nanos, rate);
    }
}
