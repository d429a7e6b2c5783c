package org.xdpbroker.client.ring;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * The entries of a ring, and a batch of them in an array of this side's own. Entries cross between the two in bulk, up to the
 * ring's end and from its start: an array's element costs a fraction of an access to a buffer, which checks its bounds and its
 * memory's life each time.
 *
 * <p>Both copies are made for each batch, though one of them is mostly of nothing. HotSpot leaves out what it has not met while it
 * watched, be it the ring's wrap or a batch of another size, and compiles the whole way of a packet anew when it comes.
 *
 * <p>An entry is one long or two, as {@link RingMemory} draws it. The array grows to the largest batch and then stays.
 */
final class RingEntries {

    /** What a ring is given in place of entries that are gone; every access to it fails. */
    static final RingEntries DETACHED = new RingEntries();

    private static final int FIRST_BATCH = 64;

    /** How many longs an entry has, as a shift. */
    private final int shift;

    private final int mask;
    private final LongBuffer shared;

    private long[] batch;

    RingEntries(RingMemory ring, int entryBytes) {
        shift = Integer.numberOfTrailingZeros(entryBytes / Long.BYTES);
        mask = ring.size() - 1;
        ByteBuffer entries = ring.buffer().slice(ring.entries(), ring.size() * entryBytes);
        shared = entries.order(ring.buffer().order()).asLongBuffer();
        batch = new long[Math.min(FIRST_BATCH, ring.size()) << shift];
    }

    private RingEntries() {
        shift = 0;
        mask = 0;
        shared = RingWords.DETACHED.asLongBuffer();
        batch = new long[0];
    }

    /** A long of the batch. */
    long get(int index) {
        return batch[index];
    }

    void set(int index, long value) {
        batch[index] = value;
    }

    /** The first long of an entry that the ring has, whatever is in the batch. */
    long shared(int count) {
        return shared.get((count & mask) << shift);
    }

    /** Copies entries into the batch, from its start on. Call after a load-acquire of the producer word. */
    void load(int first, int count) {
        ensureRoom(count);
        int from = first & mask;
        int untilEnd = Math.min(count, mask + 1 - from);
        shared.get(from << shift, batch, 0, untilEnd << shift);
        shared.get(0, batch, untilEnd << shift, (count - untilEnd) << shift);
    }

    /** Copies the start of the batch to the ring; what follows it there moves up. Call before a store-release of the producer word. */
    void store(int first, int count, int following) {
        int from = first & mask;
        int untilEnd = Math.min(count, mask + 1 - from);
        shared.put(from << shift, batch, 0, untilEnd << shift);
        shared.put(0, batch, untilEnd << shift, (count - untilEnd) << shift);
        System.arraycopy(batch, count << shift, batch, 0, following << shift);
    }

    /** Makes the batch large enough for some entries; what it has stays. */
    void ensureRoom(int count) {
        if (count << shift > batch.length) {
            grow(count);
        }
    }

    private void grow(int count) {
        if (this == DETACHED) {
            throw new IndexOutOfBoundsException("the memory of the ring is gone");
        }
        batch = Arrays.copyOf(batch, Integer.highestOneBit(count - 1) << (shift + 1));
    }
}
