package org.xdpbroker.client;

/**
 * How packet memory is divided.
 *
 * @param frameSize bytes a frame: a power of two from 2048 to the page size (4096 on most machines); any number between them
 *     where unaligned
 * @param frameCount how many frames; all together at most 2 GiB less one byte
 * @param headroom bytes the kernel leaves free before each received packet, on top of the 256 it always leaves
 * @param unaligned whether packets may begin and end anywhere, across the borders of frames (XDP_UMEM_UNALIGNED_CHUNK_FLAG)
 * @param hugePages whether the memory is of huge pages, which the administrator has to have set aside (vm.nr_hugepages)
 * @param txMetadata whether packets that are sent may have {@link TxMetadata} before them (Linux 6.8). Then each packet that is
 *     sent begins at least {@link TxMetadata#BYTES} bytes into its frame
 */
public record UmemConfig(
        int frameSize, int frameCount, int headroom, boolean unaligned, boolean hugePages, boolean txMetadata) {

    /**
     * 2048 frames of 2048 bytes: 4 MiB, half of the 8 MiB of RLIMIT_MEMLOCK that a user has by default for all sockets
     * together.
     */
    public static final UmemConfig DEFAULT = new UmemConfig(2048, 2048, 0);

    /** XDP_UMEM_MIN_CHUNK_SIZE of the kernel's include/net/xdp_sock.h. */
    private static final int MIN_FRAME_SIZE = 2048;
    /** The largest page of any architecture Linux runs on. */
    private static final int MAX_FRAME_SIZE = 65536;
    /** XDP_PACKET_HEADROOM of linux/bpf.h. */
    private static final int KERNEL_HEADROOM = 256;

    /** @throws IllegalArgumentException if the kernel would refuse it on any machine */
    public UmemConfig {
        if (frameSize < MIN_FRAME_SIZE || frameSize > MAX_FRAME_SIZE) {
            throw new IllegalArgumentException("frameSize is " + frameSize + "; " + MIN_FRAME_SIZE
                    + " to the page size is possible" + (unaligned ? "" : ", a power of two"));
        }
        if (!unaligned && Integer.bitCount(frameSize) != 1) {
            throw new IllegalArgumentException("frameSize is " + frameSize + "; a power of two from " + MIN_FRAME_SIZE
                    + " to the page size is possible, or any number between where unaligned");
        }
        if (frameCount < 1 || (long) frameCount * frameSize > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("frameCount is " + frameCount + "; 1 to " + Integer.MAX_VALUE / frameSize
                    + " frames of " + frameSize + " bytes are possible");
        }
        if (headroom < 0 || headroom >= frameSize - KERNEL_HEADROOM) {
            throw new IllegalArgumentException("headroom is " + headroom + "; 0 to " + (frameSize - KERNEL_HEADROOM - 1)
                    + " bytes are possible in a frame of " + frameSize);
        }
    }

    /** Aligned frames on ordinary pages, without metadata. */
    public UmemConfig(int frameSize, int frameCount, int headroom) {
        this(frameSize, frameCount, headroom, false, false, false);
    }

    /** All frames together, in bytes. */
    public int bytes() {
        return frameSize * frameCount;
    }

    /** How much of a frame a packet that is sent can fill, in bytes. */
    public int sendRoom() {
        return frameSize - sendOffset();
    }

    /** How far into a frame a packet that is sent begins at least, in bytes. */
    public int sendOffset() {
        return txMetadata ? TxMetadata.BYTES : 0;
    }

    public UmemConfig withFrameSize(int bytes) {
        return new UmemConfig(bytes, frameCount, headroom, unaligned, hugePages, txMetadata);
    }

    public UmemConfig withFrameCount(int count) {
        return new UmemConfig(frameSize, count, headroom, unaligned, hugePages, txMetadata);
    }

    public UmemConfig withHeadroom(int bytes) {
        return new UmemConfig(frameSize, frameCount, bytes, unaligned, hugePages, txMetadata);
    }

    public UmemConfig withUnaligned(boolean allowed) {
        return new UmemConfig(frameSize, frameCount, headroom, allowed, hugePages, txMetadata);
    }

    public UmemConfig withHugePages(boolean huge) {
        return new UmemConfig(frameSize, frameCount, headroom, unaligned, huge, txMetadata);
    }

    public UmemConfig withTxMetadata(boolean wanted) {
        return new UmemConfig(frameSize, frameCount, headroom, unaligned, hugePages, wanted);
    }
}
