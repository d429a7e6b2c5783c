package org.xdpbroker.client.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Access to the words of a ring that both sides see, with the memory ordering in the name. */
final class RingWords {

    /** What a ring is given in place of memory that is gone; every access to it fails. */
    static final ByteBuffer DETACHED = ByteBuffer.allocateDirect(0).order(ByteOrder.nativeOrder());

    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    static {
        loadClassesOfSignatures();
    }

    private RingWords() {}

    /**
     * HotSpot inlines no method with a class in its signature that is not loaded yet. Every access to a buffer goes through such
     * ones of the JDK's own, and nobody else may load the classes of a memory's scope and segment. Looking at a buffer's methods
     * and constructors does, on any JDK.
     */
    @SuppressWarnings("ReturnValueIgnored") // looked at, and nothing else
    private static void loadClassesOfSignatures() {
        Buffer.class.getDeclaredMethods();
        Buffer.class.getDeclaredConstructors();
    }

    /** No later access moves before this; pairs with the other side's store-release. */
    static int loadAcquire(ByteBuffer memory, int offset) {
        return (int) WORD.getAcquire(memory, offset);
    }

    /** No earlier access moves after this; pairs with the other side's load-acquire. */
    static void storeRelease(ByteBuffer memory, int offset, int value) {
        WORD.setRelease(memory, offset, value);
    }

    /** Read anew each time, with no ordering towards other accesses. */
    static int loadOpaque(ByteBuffer memory, int offset) {
        return (int) WORD.getOpaque(memory, offset);
    }
}
