package org.xdpbroker.cli.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.pcap.PacketFile;

/**
 * Reads the packets of a file ahead, on a thread of its own: a pipe may keep its reader waiting for ever, and whoever sends has
 * packets that are due, and a lease and signals to look after. One thread takes the packets, in their order.
 *
 * <pre>
 *   taken             read
 *   |                 |          both count on for ever; the place of a packet is its number modulo the ring's size
 *   v                 v
 *   [ to be taken ... ][ free ... ]
 * </pre>
 *
 * <p>Nothing is allocated a packet.
 */
final class ReadAhead implements AutoCloseable {

    /** A power of two. */
    static final int PLACES = 1024;

    /** Reading goes on when so many have been taken, so that the reader is not woken for each packet. */
    private static final int LEFT_TO_GO_ON = PLACES / 2;

    private final PacketSource source;
    private final long passes;
    private final int mostBytes;
    private final Thread reader = new Thread(this::readAll, "reader");
    private final Thread taker = Thread.currentThread();

    private final ByteBuffer bytes;
    private final ByteBuffer takersBytes;
    private final int[] lengths = new int[PLACES];
    private final long[] times = new long[PLACES];
    private final boolean[] first = new boolean[PLACES];

    /**
     * Written by the reader alone, after what it wrote to the place. Both counts are written with {@code set} and not with
     * {@code setRelease}: who has moved one then looks whether the other thread waits, and that look must not come before.
     */
    private final AtomicInteger read = new AtomicInteger();

    /** Written by the taker alone, after it has done with the place. */
    private final AtomicInteger taken = new AtomicInteger();

    private volatile boolean readerWaits;
    private volatile boolean takerWaits;
    private volatile boolean stopped;

    /** Whether nothing more is read; written after the last packet and the failure. */
    private volatile boolean over;

    private @Nullable Exception failure;

    private ReadAhead(PacketSource source, long passes, int mostBytes) {
        this.source = source;
        this.passes = passes;
        this.mostBytes = mostBytes;
        bytes = ByteBuffer.allocateDirect(PLACES * mostBytes);
        takersBytes = bytes.duplicate();
        reader.setDaemon(true); // it may be inside a read that never ends
    }

    /**
     * Begins to read; the calling thread is the one that takes the packets.
     *
     * @param passes how often, or until a pass has no packets
     * @param mostBytes of longer packets only the length is kept
     */
    static ReadAhead start(PacketSource source, long passes, int mostBytes) {
        ReadAhead ahead = new ReadAhead(source, passes, mostBytes);
        ahead.reader.start();
        return ahead;
    }

    /** Whether there is a packet now; the methods that follow are about it. */
    boolean hasPacket() {
        return read.get() != taken.getPlain();
    }

    /** Whether it is the first of its pass. */
    boolean isFirst() {
        return first[place()];
    }

    /** When it was captured, in nanoseconds since 1970. */
    long nanos() {
        return times[place()];
    }

    /** How many bytes the file has of it. */
    int length() {
        return lengths[place()];
    }

    /** Copies it, if it is not longer than the most. */
    void copyTo(ByteBuffer memory, int offset) {
        memory.put(offset, bytes, place() * mostBytes, length());
    }

    /** The packet, if it is not longer than the most, from the buffer's position to its limit; until the next is taken. */
    ByteBuffer packet() {
        int begin = place() * mostBytes;
        return takersBytes.clear().position(begin).limit(begin + length());
    }

    /** Goes on to the next one. */
    void take() {
        int now = taken.getPlain() + 1;
        taken.set(now);
        if (readerWaits && read.get() - now <= LEFT_TO_GO_ON) {
            LockSupport.unpark(reader);
        }
    }

    /**
     * Whether all packets are taken, and no more will come.
     *
     * @throws IOException if reading ended before the file did
     */
    boolean isOver() throws IOException {
        if (!over || hasPacket()) {
            return false;
        }
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        return true;
    }

    /** Waits until there is a packet, or no more will come, or for a while. */
    void await(long nanos) {
        takerWaits = true;
        if (!hasPacket() && !over) {
            LockSupport.parkNanos(this, nanos);
        }
        takerWaits = false;
    }

    /** Ends reading. The file is closed by the thread that reads it, and stays open if that is inside a read. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(reader);
    }

    private int place() {
        return taken.getPlain() & (PLACES - 1);
    }

    private void readAll() {
        try {
            boolean hadPackets = true;
            for (long pass = 0; pass < passes && hadPackets && !stopped; pass++) {
                hadPackets = readPass();
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            over = true;
            LockSupport.unpark(taker);
        }
    }

    private boolean readPass() throws IOException {
        boolean hadPackets = false;
        try (PacketFile file = source.open()) {
            while (!stopped && file.next() && awaitPlace()) {
                put(file, !hadPackets);
                hadPackets = true;
            }
        }
        return hadPackets;
    }

    /** @return false if nobody takes packets any more */
    private boolean awaitPlace() {
        if (read.getPlain() - taken.get() < PLACES) {
            return true;
        }
        readerWaits = true;
        while (read.getPlain() - taken.get() > LEFT_TO_GO_ON && !stopped) {
            LockSupport.park(this);
        }
        readerWaits = false;
        return !stopped;
    }

    private void put(PacketFile file, boolean isFirst) {
        int number = read.getPlain();
        int place = number & (PLACES - 1);
        lengths[place] = file.captured();
        times[place] = file.nanos();
        first[place] = isFirst;
        if (file.captured() <= mostBytes) {
            file.copyTo(bytes, place * mostBytes);
        }
        read.set(number + 1);
        if (takerWaits) {
            LockSupport.unpark(taker);
        }
    }
}
