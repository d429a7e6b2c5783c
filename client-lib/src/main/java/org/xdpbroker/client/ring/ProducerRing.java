package org.xdpbroker.client.ring;

import java.nio.ByteBuffer;

/**
 * A ring this side writes and the kernel reads. Entries are reserved, written by their position in the reservation, and
 * submitted; until then the kernel does not see them.
 *
 * <p>Used by one thread at a time. Nothing here allocates, locks or calls the kernel.
 */
public abstract sealed class ProducerRing permits FillRing, TxRing {

    /** XDP_RING_NEED_WAKEUP of linux/if_xdp.h. */
    private static final int NEED_WAKEUP = 1;

    private final int producerWord;
    private final int consumerWord;
    private final int flagsWord;
    private final int size;

    private final FrameTable frames;

    private ByteBuffer memory;
    private RingEntries entries;
    /** What the producer word says; only this side writes it, so it is never read back. */
    private int submitted;
    /** The end of what is reserved. */
    private int reserved;
    /** The start of the latest reservation. */
    private int start;
    /** The end of what may be reserved: the consumer as last seen, plus the size. */
    private int limit;

    ProducerRing(RingMemory ring, int entryBytes, FrameTable frames) {
        ring.checkFits(entryBytes);
        this.frames = frames;
        memory = ring.buffer();
        producerWord = ring.producer();
        consumerWord = ring.consumer();
        flagsWord = ring.flags();
        entries = new RingEntries(ring, entryBytes);
        size = ring.size();
        submitted = RingWords.loadAcquire(memory, producerWord);
        reserved = submitted;
        start = submitted;
        limit = RingWords.loadAcquire(memory, consumerWord) + size;
    }

    /** How many entries the ring has. */
    public final int size() {
        return size;
    }

    /** How many entries were submitted that the kernel has not taken yet, 0 to {@link #size()}; looks at what it has. */
    public final int pending() {
        return submitted - RingWords.loadAcquire(memory, consumerWord);
    }

    /** How many entries can be reserved now, 0 to {@link #size()}; looks at what the kernel has consumed. */
    public final int free() {
        limit = RingWords.loadAcquire(memory, consumerWord) + size;
        return limit - reserved;
    }

    /**
     * How many of some entries can be reserved now: {@code wanted} or less. Looks at what the kernel has consumed only if not all of them
     * are known to be free: where another CPU consumes, a look costs as much as some packets.
     */
    public final int free(int wanted) {
        return Math.min(limit - reserved >= wanted ? wanted : free(), wanted);
    }

    /**
     * Reserves entries, which are then positions 0 to {@code count - 1}. An earlier reservation that is not submitted yet
     * stays reserved in front of this one; its positions can no longer be reached.
     *
     * @param count how many, 0 or more
     * @return {@code count}, or 0 if not as many are free
     */
    public final int reserve(int count) {
        if (limit - reserved < count && free() < count) {
            return 0;
        }
        if (count < 0) {
            throw new IllegalArgumentException("cannot reserve " + count + " entries");
        }
        start = reserved;
        reserved += count;
        entries.ensureRoom(reserved - submitted);
        return count;
    }

    /**
     * Gives up the last entries reserved.
     *
     * @throws IllegalArgumentException if fewer are reserved and not submitted
     */
    public final void cancel(int count) {
        checkReserved(count, "cancel");
        reserved -= count;
    }

    /**
     * Hands the first entries reserved to the kernel, with everything written to them before. Their frames are the kernel's
     * from here on.
     *
     * @throws IllegalArgumentException if fewer are reserved and not submitted
     * @throws IllegalStateException in checked mode, if a frame is not the caller's to hand over; nothing is submitted then
     */
    public final void submit(int count) {
        checkReserved(count, "submit");
        if (FrameTable.CHECKED) {
            passToKernel(count);
        }
        entries.store(submitted, count, reserved - submitted - count);
        submitted += count;
        RingWords.storeRelease(memory, producerWord, submitted);
    }

    /**
     * Whether the kernel waits to be woken before it goes on with this ring. Look after a submit. Without XDP_USE_NEED_WAKEUP the
     * kernel does not keep it up to date: a tx ring says true from the start, and a fill ring never does.
     */
    public final boolean needsWakeup() {
        return (RingWords.loadOpaque(memory, flagsWord) & NEED_WAKEUP) != 0;
    }

    /** Called when the memory goes away: every later use fails with IndexOutOfBoundsException instead of touching it. */
    public final void detach() {
        memory = RingWords.DETACHED;
        entries = RingEntries.DETACHED;
        limit = reserved;
    }

    /** How many longs an entry has, as a shift. Each ring's own constant: where an entry is costs no check then. */
    abstract int shift();

    /** One frame of the caller's goes to the kernel. */
    abstract void passToKernel(FrameTable frames, long frameAddr);

    /** What {@link #passToKernel(FrameTable, long)} did is undone. */
    abstract void takeBack(FrameTable frames, long frameAddr);

    final FrameTable frames() {
        return frames;
    }

    /** Writes a long of the entry at a position of the latest reservation. */
    final void entry(int position, int part, long value) {
        assert position >= 0 && position < reserved - start : "position " + position + " is not reserved";
        entries.set(((start - submitted + position) << shift()) + part, value);
    }

    /** All or none: a frame that is not the caller's leaves the others as they were. */
    private void passToKernel(int count) {
        int passed = 0;
        try {
            while (passed < count) {
                passToKernel(frames, submittedAddr(passed));
                passed++;
            }
        } finally {
            if (passed < count) {
                for (int i = 0; i < passed; i++) {
                    takeBack(frames, submittedAddr(i));
                }
            }
        }
    }

    /** Every entry begins with its frame's address. */
    private long submittedAddr(int i) {
        return entries.get(i << shift());
    }

    private void checkReserved(int count, String verb) {
        if (count < 0 || count > reserved - submitted) {
            throw new IllegalArgumentException(
                    "cannot " + verb + " " + count + " entries where " + (reserved - submitted) + " are reserved");
        }
    }
}
