package org.xdpbroker.client;

import org.xdpbroker.client.ring.FrameTable;

/**
 * Free frames of a umem, the one freed last on top: reusing few frames while they are in the cache is what makes sending fast.
 * Used by one thread at a time. Threads that share a umem each have a stack of their own, {@link #split split} off.
 */
public final class FrameStack {

    private final FrameTable table;
    private final long[] frames;
    private int size;

    private FrameStack(FrameTable table) {
        this.table = table;
        frames = new long[table.frameCount()];
    }

    /** A stack that is full: it holds every frame, the one at offset 0 on top. */
    static FrameStack full(FrameTable table) {
        FrameStack stack = new FrameStack(table);
        stack.reset();
        return stack;
    }

    /** How many frames are free. */
    public int size() {
        return size;
    }

    /**
     * Takes a frame, which is the caller's from here on.
     *
     * @return the umem offset of the frame's start
     * @throws IllegalStateException if none is free; see {@link #size()}
     */
    public long pop() {
        if (size == 0) {
            throw new IllegalStateException("no frame is free");
        }
        long frameAddr = frames[--size];
        table.taken(frameAddr);
        return frameAddr;
    }

    /**
     * Frees a frame.
     *
     * @param frameAddr any umem offset within the frame
     * @throws IllegalStateException if all frames of the umem are here: one was freed twice. In checked mode also if this one is free already,
     *     or the kernel's
     */
    public void push(long frameAddr) {
        if (size == frames.length) {
            throw new IllegalStateException("all " + size + " frames are free already");
        }
        long start = table.start(frameAddr);
        table.freed(start);
        frames[size++] = start;
    }

    /**
     * Moves frames to a stack of their own, for another thread or queue. A frame comes back to the stack it is pushed to.
     *
     * @param count how many
     * @throws IllegalArgumentException if fewer are free
     */
    public FrameStack split(int count) {
        if (count < 0 || count > size) {
            throw new IllegalArgumentException("cannot split off " + count + " frames of " + size);
        }
        FrameStack other = new FrameStack(table);
        size -= count;
        System.arraycopy(frames, size, other.frames, 0, count);
        other.size = count;
        return other;
    }

    /** Every frame of the umem is here, whoever had it. */
    void reset() {
        table.reset();
        size = frames.length;
        for (int i = 0; i < size; i++) {
            frames[i] = table.startOf(size - 1 - i);
        }
    }
}
