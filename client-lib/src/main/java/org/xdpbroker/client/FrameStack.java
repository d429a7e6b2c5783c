package org.xdpbroker.client;

/**
 * The free frames of a umem, the one freed last on top: reusing few frames while they are in the cache is what makes sending
 * fast. Used by one thread at a time.
 */
public final class FrameStack {

    private final long[] frames;
    private final long frameMask;
    private int size;

    /** A stack that is full: it holds every frame, the one at offset 0 on top. */
    public FrameStack(UmemConfig config) {
        frames = new long[config.frameCount()];
        frameMask = -(long) config.frameSize();
        for (int i = 0; i < frames.length; i++) {
            frames[i] = (long) (frames.length - 1 - i) * config.frameSize();
        }
        size = frames.length;
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
        return frames[--size];
    }

    /**
     * Frees a frame.
     *
     * @param frameAddr any umem offset within the frame
     * @throws IllegalStateException if more frames were freed than there are: one was freed twice
     */
    public void push(long frameAddr) {
        if (size == frames.length) {
            throw new IllegalStateException("all " + size + " frames are free already");
        }
        frames[size++] = frameAddr & frameMask;
    }
}
