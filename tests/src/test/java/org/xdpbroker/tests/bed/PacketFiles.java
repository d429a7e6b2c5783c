package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Files of packets, written here byte by byte. Packets have the local experimental ether type and their number in them. */
public final class PacketFiles {

    private static final int ETHERNET = 1;
    private static final long START_MICROS = 1_700_000_000_000_000L;
    private static final int HEADER_BYTES = 14;

    private PacketFiles() {}

    /** The bytes of a packet. */
    public static byte[] packet(int number, int length) {
        byte[] packet = new byte[length];
        Arrays.fill(packet, 0, 6, (byte) 2);
        Arrays.fill(packet, 6, 12, (byte) 4);
        packet[12] = (byte) 0x88;
        packet[13] = (byte) 0xb5;
        byte[] text = ("packet " + number).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, packet, HEADER_BYTES, Math.min(text.length, length - HEADER_BYTES));
        return packet;
    }

    /**
     * A pcap file with times in microseconds, in big-endian order.
     *
     * @param micros the time of each packet from the first on
     */
    public static Path pcap(int linkType, long[] micros, byte[]... packets) {
        ByteBuffer file = ByteBuffer.allocate(1 << 20);
        file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
        file.putInt(65535).putInt(linkType);
        for (int i = 0; i < packets.length; i++) {
            long time = START_MICROS + micros[i];
            file.putInt((int) (time / 1_000_000)).putInt((int) (time % 1_000_000));
            file.putInt(packets[i].length).putInt(packets[i].length).put(packets[i]);
        }
        return write("made.pcap", file);
    }

    public static Path pcap(long[] micros, byte[]... packets) {
        return pcap(ETHERNET, micros, packets);
    }

    /** A pcapng file with times in microseconds, in little-endian order. */
    public static Path pcapng(long[] micros, byte[]... packets) {
        ByteBuffer file = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x0a0d0d0a)
                .putInt(28)
                .putInt(0x1a2b3c4d)
                .putInt(1)
                .putLong(-1)
                .putInt(28);
        file.putInt(1).putInt(20).putInt(ETHERNET).putInt(0).putInt(20);
        for (int i = 0; i < packets.length; i++) {
            long time = START_MICROS + micros[i];
            int padded = (packets[i].length + 3) / 4 * 4;
            file.putInt(6).putInt(32 + padded).putInt(0);
            file.putInt((int) (time >>> 32)).putInt((int) time);
            file.putInt(packets[i].length).putInt(packets[i].length);
            file.put(Arrays.copyOf(packets[i], padded)).putInt(32 + padded);
        }
        return write("made.pcapng", file);
    }

    /** A copy of a file that lacks its last bytes. */
    public static Path cutShort(Path file, int bytes) {
        try {
            byte[] all = Files.readAllBytes(file);
            return write("cut.pcap", ByteBuffer.wrap(all, 0, all.length - bytes).position(all.length - bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(String name, ByteBuffer file) {
        Path path = Stage.get().openRoom(name);
        try {
            byte[] bytes = new byte[file.flip().remaining()];
            file.get(bytes);
            Files.write(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }
}
