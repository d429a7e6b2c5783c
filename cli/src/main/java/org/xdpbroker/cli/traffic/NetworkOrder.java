package org.xdpbroker.cli.traffic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers of packets, which have their highest byte first, in memory that has another order. Any offset will do. */
final class NetworkOrder {

    private static final VarHandle SHORT = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private NetworkOrder() {}

    /** Without sign. */
    static int u8(ByteBuffer memory, int offset) {
        return memory.get(offset) & 0xff;
    }

    /** Without sign. */
    static int u16(ByteBuffer memory, int offset) {
        return (short) SHORT.get(memory, offset) & 0xffff;
    }

    static int i32(ByteBuffer memory, int offset) {
        return (int) INT.get(memory, offset);
    }

    /** The lower 16 bits of a number. */
    static void put16(ByteBuffer memory, int offset, int value) {
        SHORT.set(memory, offset, (short) value);
    }

    static void put32(ByteBuffer memory, int offset, int value) {
        INT.set(memory, offset, value);
    }
}
