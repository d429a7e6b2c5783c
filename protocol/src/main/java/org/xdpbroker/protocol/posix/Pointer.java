package org.xdpbroker.protocol.posix;

import com.kenai.jffi.MemoryIO;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A piece of memory outside the Java heap: an address, and how many bytes may be used there. Values are in the machine's byte
 * order; what is outside the piece is refused with an IndexOutOfBoundsException and never touched.
 *
 * <p>Not thread-safe. Memory of {@link Libc#allocate} is freed when no pointer into it is reachable: whoever passes its
 * {@link #address()} to a function calls {@link #keep()} after that.
 */
public final class Pointer {

    private static final MemoryIO MEMORY = MemoryIO.getInstance();
    private static final int LARGE = 4 * 1024;
    private static final ThreadLocal<Chunk> CHUNK = ThreadLocal.withInitial(Chunk::new);

    /**
     * Small pieces come one after the other out of a larger one, which lives as long as any of them and is never used twice: to reserve, to clear
     * and to free each by itself takes the virtual machine longer than most of the calls they are for.
     */
    private static final class Chunk {

        private static final int BYTES = 4 * LARGE;
        /** As malloc(3) has it: enough for any type. */
        private static final int ALIGNMENT = 16;

        private Pointer chunk = allocateAlone(BYTES);
        private int used;

        Pointer take(int size) {
            if (used + size > BYTES) {
                chunk = allocateAlone(BYTES);
                used = 0;
            }
            Pointer piece = chunk.slice(used, size);
            used += (size + ALIGNMENT - 1) & -ALIGNMENT;
            return piece;
        }
    }

    private final ByteBuffer bytes;
    private final long address;

    private Pointer(ByteBuffer bytes, long address) {
        this.bytes = bytes.order(ByteOrder.nativeOrder());
        this.address = address;
    }

    static Pointer allocate(int size) {
        return size > LARGE ? allocateAlone(size) : CHUNK.get().take(size);
    }

    private static Pointer allocateAlone(int size) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(size);
        return new Pointer(bytes, MEMORY.getDirectBufferAddress(bytes));
    }

    /** To a NUL-ended copy in UTF-8, as a C function takes a string. */
    public static Pointer ofString(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Pointer string = allocate(bytes.length + 1);
        string.put(0, bytes, 0, bytes.length);
        return string;
    }

    /** To an {@code int} of this value. */
    public static Pointer ofInt(int value) {
        Pointer number = allocate(Integer.BYTES);
        number.putInt(0, value);
        return number;
    }

    /** Somebody else's memory, good for as long as its owner says. */
    public static Pointer wrap(long address, int size) {
        return new Pointer(MEMORY.newDirectByteBuffer(address, size), address);
    }

    /** The NUL-ended string at somebody else's address, which is UTF-8. */
    public static String stringAt(long address) {
        return new String(MEMORY.getZeroTerminatedByteArray(address), StandardCharsets.UTF_8);
    }

    /** For a call made now, with {@link #keep()} after it. */
    public long address() {
        return address;
    }

    /** In bytes. */
    public int size() {
        return bytes.capacity();
    }

    /** A part of this memory. */
    public Pointer slice(int offset, int size) {
        return new Pointer(bytes.slice(offset, size), address + offset);
    }

    public short getShort(long offset) {
        return bytes.getShort(index(offset));
    }

    public void putShort(long offset, short value) {
        bytes.putShort(index(offset), value);
    }

    public int getInt(long offset) {
        return bytes.getInt(index(offset));
    }

    public void putInt(long offset, int value) {
        bytes.putInt(index(offset), value);
    }

    public long getLong(long offset) {
        return bytes.getLong(index(offset));
    }

    public void putLong(long offset, long value) {
        bytes.putLong(index(offset), value);
    }

    /** Copies from here. */
    public void get(long offset, byte[] to, int index, int length) {
        bytes.get(index(offset), to, index, length);
    }

    /** Copies to here. */
    public void put(long offset, byte[] from, int index, int length) {
        bytes.put(index(offset), from, index, length);
    }

    /** The string that begins at an offset and ends with NUL, or with this memory; it is UTF-8. */
    public String getString(long offset) {
        int start = index(offset);
        int end = start;
        while (end < size() && bytes.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - start];
        bytes.get(start, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** The memory is there at least until this call. */
    @SuppressWarnings("ReachabilityFenceUsage") // in no finally block: a call that throws has not used the memory
    public void keep() {
        Reference.reachabilityFence(bytes);
    }

    private static int index(long offset) {
        return Math.toIntExact(offset);
    }
}
