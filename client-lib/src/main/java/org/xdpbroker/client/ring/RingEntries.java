package org.xdpbroker.client.ring;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * The entries of a ring, and a batch of them in an array of this side's own. Entries cross between the two in one copy a batch,
 * two where the ring wraps: an array's element costs a fraction of an access to a buffer, which checks its bounds and its
 * memory's life each time.
 *
 * <p>An entry is one long or two, as {@link RingMemory} draws it. The array grows to the largest batch and then stays.
 */
final class RingEntries {

    /** What a ring is given in place of entries that are gone; every access to it fails. */
    static final RingEntries DETACHED = new RingEntries();

    private static final int FIRST_BATCH = 64;

    /**
     * Up to so many entries are copied one by one, which is less code to run than a bulk copy. So the ring's wrap, which a batch
     * of one never meets, is no case of its own for them: HotSpot would leave it out, and compile anew when it comes.
     */
    private static final int FEW = 4;

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

    /** A long of an entry of the batch. */
    long get(int entry, int part) {
        return batch[(entry << shift) + part];
    }

    void set(int entry, int part, long value) {
        batch[(entry << shift) + part] = value;
    }

    /** The first long of an entry that the ring has, whatever is in the batch. */
    long shared(int count) {
        return shared.get((count & mask) << shift);
    }

    /** Copies entries into the batch, from its start on. Call after a load-acquire of the producer word. */
    void load(int first, int count) {
        ensureRoom(count);
        if (count <= FEW) {
            loadOneByOne(first, count);
        } else {
            loadInBulk(first, count);
        }
    }

    private void loadOneByOne(int first, int count) {
        for (int i = 0; i < count; i++) {
            int from = ((first + i) & mask) << shift;
            int to = i << shift;
            batch[to] = shared.get(from);
            if (shift > 0) {
                batch[to + 1] = shared.get(from + 1);
            }
        }
    }

    private void loadInBulk(int first, int count) {
        int from = first & mask;
        int untilEnd = Math.min(count, mask + 1 - from);
        shared.get(from << shift, batch, 0, untilEnd << shift);
        if (untilEnd < count) {
            shared.get(0, batch, untilEnd << shift, (count - untilEnd) << shift);
        }
    }

    /** Copies the start of the batch to the ring; what follows it there moves up. Call before a store-release of the producer word. */
    void store(int first, int count, int following) {
        if (count <= FEW) {
            storeOneByOne(first, count);
        } else {
            storeInBulk(first, count);
        }
        if (following > 0) {
            System.arraycopy(batch, count << shift, batch, 0, following << shift);
        }
    }

    private void storeOneByOne(int first, int count) {
        for (int i = 0; i < count; i++) {
            int to = ((first + i) & mask) << shift;
            int from = i << shift;
            shared.put(to, batch[from]);
            if (shift > 0) {
                shared.put(to + 1, batch[from + 1]);
            }
        }
    }

    private void storeInBulk(int first, int count) {
        int from = first & mask;
        int untilEnd = Math.min(count, mask + 1 - from);
        shared.put(from << shift, batch, 0, untilEnd << shift);
        if (untilEnd < count) {
            shared.put(0, batch, untilEnd << shift, (count - untilEnd) << shift);
        }
    }

    /** Makes the batch large enough for some entries; what it has stays. */
    void ensureRoom(int count) {
        if (count << shift > batch.length) {
            batch = Arrays.copyOf(batch, Integer.highestOneBit(count - 1) << (shift + 1));
        }
    }
}
