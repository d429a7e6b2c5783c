package org.xdpbroker.client.ring;

import java.util.Arrays;

/**
 * The frames that packet memory is divided into: where each starts and, in checked mode, who owns it.
 *
 * <p>Checked mode finds a frame that is freed twice, sent twice or used after it was submitted, at the call that does it, and
 * before the kernel sees it. It is on where the system property {@value #PROPERTY} is {@code true} or this package's assertions
 * are enabled ({@code -ea}), for the whole process. Where it is off, the compiler drops the checks: they cost nothing.
 *
 * <pre>
 *                      pop                    fill ring: submit
 *             +----------------+        +------------------------+
 *             |                v        |                        v
 *           FREE             CALLER ----+                     FILLING
 *             ^                | ^  ^   |                        |
 *             +----------------+ |  +---|------------------------+
 *                    push        |      |      rx ring: peek
 *                                |      v
 *                                +--- SENDING   tx ring: submit; completion ring: peek
 * </pre>
 *
 * <p>Sockets that share packet memory share its table. A frame belongs to one thread at a time, so its entry does too.
 */
public final class FrameTable {

    /** The system property that turns checked mode on. */
    public static final String PROPERTY = "org.xdpbroker.checked";

    /** Whether checked mode is on. */
    public static final boolean CHECKED = isChecked();

    /** No frames: for rings on memory that no kernel looks at, whose entries may be any numbers. */
    public static final FrameTable NONE = new FrameTable(1, 0);

    private enum Owner {
        FREE,
        CALLER,
        FILLING,
        SENDING
    }

    private final int frameSize;
    private final int frameCount;
    /** Clears what is within a frame; 0 where the size is not a power of two, as only unaligned frames can have it. */
    private final long startMask;

    private final Owner[] owners;

    /**
     * @param frameSize bytes a frame, 1 or more
     * @param frameCount how many frames, one after the other from offset 0 on; all are free at first
     */
    public FrameTable(int frameSize, int frameCount) {
        this.frameSize = frameSize;
        this.frameCount = frameCount;
        startMask = Integer.bitCount(frameSize) == 1 ? -(long) frameSize : 0;
        owners = new Owner[CHECKED ? frameCount : 0];
        reset();
    }

    public int frameCount() {
        return frameCount;
    }

    /** The start of the frame that an umem offset is in. */
    public long start(long frameAddr) {
        return startMask != 0 ? frameAddr & startMask : frameAddr - frameAddr % frameSize;
    }

    /** The start of a frame by its number, 0 to {@code frameCount - 1}. */
    public long startOf(int number) {
        return (long) number * frameSize;
    }

    /** Every frame is free, whoever had it. */
    public void reset() {
        Arrays.fill(owners, Owner.FREE);
    }

    /** A free frame becomes the caller's. */
    public void taken(long frameAddr) {
        if (CHECKED) {
            pass(frameAddr, Owner.FREE, Owner.CALLER, "take");
        }
    }

    /** A frame of the caller's becomes free. */
    public void freed(long frameAddr) {
        if (CHECKED) {
            pass(frameAddr, Owner.CALLER, Owner.FREE, "free");
        }
    }

    void filling(long frameAddr) {
        if (CHECKED) {
            pass(frameAddr, Owner.CALLER, Owner.FILLING, "put on the fill ring");
        }
    }

    void received(long frameAddr) {
        if (CHECKED) {
            pass(frameAddr, Owner.FILLING, Owner.CALLER, "take from the rx ring");
        }
    }

    void notReceived(long frameAddr) {
        if (CHECKED) {
            pass(frameAddr, Owner.CALLER, Owner.FILLING, "leave on the rx ring");
        }
    }

    void sending(long frameAddr) {
        if (CHECKED) {
            pass(frameAddr, Owner.CALLER, Owner.SENDING, "put on the tx ring");
        }
    }

    void sent(long frameAddr) {
        if (CHECKED) {
            pass(frameAddr, Owner.SENDING, Owner.CALLER, "take from the completion ring");
        }
    }

    void notSent(long frameAddr) {
        if (CHECKED) {
            pass(frameAddr, Owner.CALLER, Owner.SENDING, "leave on the completion ring");
        }
    }

    private void pass(long frameAddr, Owner from, Owner to, String verb) {
        if (this == NONE) {
            return;
        }
        long number = frameAddr / frameSize;
        if (frameAddr < 0 || number >= frameCount) {
            throw new IllegalStateException("cannot " + verb + " frame address " + frameAddr + ": the umem has "
                    + frameCount + " frames of " + frameSize + " bytes");
        }
        Owner now = owners[(int) number];
        if (now != from) {
            throw new IllegalStateException(
                    "cannot " + verb + " frame " + number + " (address " + frameAddr + "): " + state(now));
        }
        owners[(int) number] = to;
    }

    private static String state(Owner owner) {
        return switch (owner) {
            case FREE -> "it is free";
            case CALLER -> "it is the caller's, and not the kernel's";
            case FILLING -> "the kernel has it, from the fill ring";
            case SENDING -> "the kernel has it, from the tx ring";
        };
    }

    private static boolean isChecked() {
        return Boolean.getBoolean(PROPERTY) || FrameTable.class.desiredAssertionStatus();
    }
}
