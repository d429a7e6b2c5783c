package org.xdpbroker.cli.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Writes a pcapng file (draft-ietf-opsawg-pcapng) of Ethernet packets of one interface: a section header, an interface
 * description, an enhanced packet block a packet, at last the interface's statistics. Times are in nanoseconds.
 *
 * <p>Packets go to a buffer, without a system call, and without an allocation once it has grown to what comes between two calls of
 * {@link #writeBatch()}. For one thread.
 *
 * <pre>
 *   each block   | type u32 | length u32 |  body, a multiple of 4 bytes  | length u32 |
 *
 *   packet       | interface u32 | time, high u32 | time, low u32 | captured u32 | length u32 | bytes, padded | options |
 *   option       | code u16 | bytes u16 | value, padded |
 * </pre>
 */
public final class PcapngWriter implements AutoCloseable {

    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int VERSION_1_0 = 1;
    private static final long LENGTH_UNKNOWN = -1;
    private static final short SHB_OS = 3;
    private static final short SHB_USERAPPL = 4;

    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final short IF_NAME = 2;
    private static final short IF_TSRESOL = 9;
    private static final byte NANOSECONDS = 9;

    private static final int INTERFACE_STATISTICS = 5;
    private static final short ISB_STARTTIME = 2;
    private static final short ISB_ENDTIME = 3;
    private static final short ISB_IFRECV = 4;
    private static final short ISB_IFDROP = 5;
    private static final short ISB_USRDELIV = 8;

    private static final int ENHANCED_PACKET = 6;
    private static final short EPB_QUEUE = 6;

    private static final short END_OF_OPTIONS = 0;
    private static final int THE_INTERFACE = 0;

    /** From so much on it is written out. */
    private static final int MUCH_BYTES = 1 << 19;

    /** What a block has beside text and packet, at most. */
    private static final int BLOCK_BYTES = 128;

    private final WritableByteChannel out;
    private final boolean tellsQueues;
    private ByteBuffer buffer = allocate(2 * MUCH_BYTES);

    /**
     * Begins the file; nothing is written out yet.
     *
     * @param out where to; closed with this
     * @param application what wrote it
     * @param snapLength how many bytes of a packet there are at most
     * @param tellsQueues whether each packet tells its queue
     */
    public PcapngWriter(
            WritableByteChannel out, String application, String interfaceName, int snapLength, boolean tellsQueues) {
        this.out = out;
        this.tellsQueues = tellsQueues;

        int section = begin(SECTION_HEADER);
        buffer.putInt(BYTE_ORDER_MAGIC).putInt(VERSION_1_0).putLong(LENGTH_UNKNOWN);
        option(SHB_OS, System.getProperty("os.name") + " " + System.getProperty("os.version"));
        option(SHB_USERAPPL, application);
        endOptions();
        end(section);

        int description = begin(INTERFACE_DESCRIPTION);
        buffer.putInt(LINKTYPE_ETHERNET).putInt(snapLength);
        option(IF_NAME, interfaceName);
        optionHeader(IF_TSRESOL, 1).put(NANOSECONDS);
        pad();
        endOptions();
        end(description);
    }

    /**
     * Adds a packet.
     *
     * @param nanos since 1970
     * @param queue which it came from; told if that was asked for
     * @param captured how many bytes from {@code offset} on are kept
     * @param length how many it had
     */
    public void packet(long nanos, int queue, ByteBuffer memory, int offset, int captured, int length) {
        ensureRoom(BLOCK_BYTES + captured);
        int block = begin(ENHANCED_PACKET);
        buffer.putInt(THE_INTERFACE);
        time(nanos);
        buffer.putInt(captured).putInt(length);
        buffer.put(buffer.position(), memory, offset, captured).position(buffer.position() + captured);
        pad();
        if (tellsQueues) {
            optionHeader(EPB_QUEUE, Integer.BYTES).putInt(queue);
            endOptions();
        }
        end(block);
    }

    /**
     * Adds what the interface's counters say, as the last block.
     *
     * @param start when capturing began, in nanoseconds since 1970
     * @param received how many packets arrived, those dropped included
     * @param dropped how many were lost for want of room
     */
    public void statistics(long start, long end, long received, long dropped) {
        ensureRoom(BLOCK_BYTES);
        int block = begin(INTERFACE_STATISTICS);
        buffer.putInt(THE_INTERFACE);
        time(end);
        optionHeader(ISB_STARTTIME, Long.BYTES);
        time(start);
        optionHeader(ISB_ENDTIME, Long.BYTES);
        time(end);
        optionHeader(ISB_IFRECV, Long.BYTES).putLong(received);
        optionHeader(ISB_IFDROP, Long.BYTES).putLong(dropped);
        optionHeader(ISB_USRDELIV, Long.BYTES).putLong(received - dropped);
        endOptions();
        end(block);
    }

    /** Writes out what has gathered, if that is much. */
    public void writeBatch() throws IOException {
        if (buffer.position() > MUCH_BYTES) {
            flush();
        }
    }

    /** Writes out what has gathered. */
    public void flush() throws IOException {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        } finally {
            buffer.compact();
        }
    }

    @Override
    public void close() throws IOException {
        try (out) {
            flush();
        }
    }

    private void ensureRoom(int bytes) {
        if (buffer.remaining() < bytes) {
            buffer = allocate(Math.max(2 * buffer.capacity(), buffer.position() + bytes))
                    .put(buffer.flip());
        }
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private int begin(int type) {
        int block = buffer.position();
        buffer.putInt(type).putInt(0);
        return block;
    }

    private void end(int block) {
        int length = buffer.position() + Integer.BYTES - block;
        buffer.putInt(block + Integer.BYTES, length);
        buffer.putInt(length);
    }

    private void time(long nanos) {
        buffer.putInt((int) (nanos >>> Integer.SIZE)).putInt((int) nanos);
    }

    private void option(short code, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        optionHeader(code, bytes.length).put(bytes);
        pad();
    }

    private ByteBuffer optionHeader(short code, int bytes) {
        return buffer.putShort(code).putShort((short) bytes);
    }

    private void endOptions() {
        optionHeader(END_OF_OPTIONS, 0);
    }

    private void pad() {
        while (buffer.position() % Integer.BYTES != 0) {
            buffer.put((byte) 0);
        }
    }
}
