package org.xdpbroker.client.ring;

import java.nio.ByteBuffer;

/**
 * A ring the kernel writes and this side reads. Entries are peeked, read by their position in the peek, and released; until
 * then the kernel does not overwrite them.
 *
 * <p>Used by one thread at a time. Nothing here allocates, locks or calls the kernel.
 */
public abstract sealed class ConsumerRing permits CompletionRing, RxRing {

    private final int producerWord;
    private final int consumerWord;
    private final int size;

    private final FrameTable frames;

    private ByteBuffer memory;
    private RingEntries entries;
    /** What the consumer word says; only this side writes it, so it is never read back. */
    private int released;
    /** The end of what was peeked. */
    private int peeked;
    /** The start of the latest peek. */
    private int start;
    /** The end of what may be peeked: the producer as last seen. */
    private int limit;

    ConsumerRing(RingMemory ring, int entryBytes, FrameTable frames) {
        ring.checkFits(entryBytes);
        this.frames = frames;
        memory = ring.buffer();
        producerWord = ring.producer();
        consumerWord = ring.consumer();
        entries = new RingEntries(ring, entryBytes);
        size = ring.size();
        released = RingWords.loadAcquire(memory, consumerWord);
        peeked = released;
        start = released;
        limit = RingWords.loadAcquire(memory, producerWord);
    }

    /** How many entries the ring has. */
    public final int size() {
        return size;
    }

    /** How many entries were released since the ring was made, modulo 2^32. */
    public final int released() {
        return released;
    }

    /** How many entries can be peeked now, 0 to {@link #size()}; looks at what the kernel has produced. */
    public final int available() {
        limit = RingWords.loadAcquire(memory, producerWord);
        return limit - peeked;
    }

    /**
     * Looks at the entries that come next, which are then positions 0 to the result less one. What an earlier peek saw and
     * was not released stays this side's, before these; its positions can no longer be reached.
     *
     * @param max how many at most, 0 or more
     * @return how many, possibly fewer than the kernel has produced by now; 0 if there is none
     */
    public final int peek(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("cannot peek at " + max + " entries");
        }
        int count = Math.min(limit == peeked ? available() : limit - peeked, max);
        start = peeked;
        if (count > 0) {
            entries.load(start, count);
        }
        peeked += count;
        if (FrameTable.CHECKED) {
            for (int i = 0; i < count; i++) {
                takeFromKernel(frames, frameAddr(i));
            }
        }
        return count;
    }

    /**
     * Takes back the last entries peeked at: the next peek sees them again.
     *
     * @throws IllegalArgumentException if fewer are peeked and not released
     * @throws IllegalStateException in checked mode, if a frame was put elsewhere meanwhile
     */
    public final void cancel(int count) {
        checkPeeked(count, "cancel");
        if (FrameTable.CHECKED) {
            for (int i = peeked - count; i != peeked; i++) {
                giveBack(frames, decode(entries.shared(i)));
            }
        }
        peeked -= count;
    }

    /**
     * Gives the first entries peeked at back to the kernel, after everything that was read from them. Their frames are the
     * caller's from here on.
     *
     * @throws IllegalArgumentException if fewer are peeked and not released
     */
    public final void release(int count) {
        checkPeeked(count, "release");
        released += count;
        RingWords.storeRelease(memory, consumerWord, released);
    }

    /** Called when the memory goes away: every later use fails with IndexOutOfBoundsException instead of touching it. */
    public final void detach() {
        memory = RingWords.DETACHED;
        entries = RingEntries.DETACHED;
        limit = peeked;
    }

    /** The umem offset that the entry at a position of the latest peek names. */
    public final long frameAddr(int position) {
        return decode(entry(position, 0));
    }

    /** How many longs an entry has, as a shift. Each ring's own constant: where an entry is costs no check then. */
    abstract int shift();

    /** The umem offset that the first long of an entry tells. */
    abstract long decode(long told);

    /** One frame of the kernel's becomes the caller's. */
    abstract void takeFromKernel(FrameTable frames, long frameAddr);

    /** What {@link #takeFromKernel} did is undone. */
    abstract void giveBack(FrameTable frames, long frameAddr);

    /** A long of the entry at a position of the latest peek. */
    final long entry(int position, int part) {
        assert position >= 0 && position < peeked - start : "position " + position + " is not peeked";
        return entries.get((position << shift()) + part);
    }

    private void checkPeeked(int count, String verb) {
        if (count < 0 || count > peeked - released) {
            throw new IllegalArgumentException(
                    "cannot " + verb + " " + count + " entries where " + (peeked - released) + " are peeked");
        }
    }
}
