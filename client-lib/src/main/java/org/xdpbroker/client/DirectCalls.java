package org.xdpbroker.client;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;

/**
 * System calls straight through jffi, for two reasons: jnr-ffi allocates boxes for the arguments of each call, which the data
 * path must not, and the stubs it compiles on x86-64 lose the sixth argument of mmap.
 */
final class DirectCalls {

    private static final int MSG_DONTWAIT = 0x40;

    private static final Invoker INVOKER = Invoker.getInstance();
    private static final long POLL = Library.getDefault().getSymbolAddress("poll");
    private static final long SEND = Library.getDefault().getSymbolAddress("send");
    private static final long RECV = Library.getDefault().getSymbolAddress("recv");
    private static final CallContext POLL_CONTEXT = context(Type.SINT, Type.POINTER, Type.ULONG, Type.SINT);
    private static final CallContext SEND_CONTEXT = context(Type.SLONG, Type.SINT, Type.POINTER, Type.ULONG, Type.SINT);
    private static final long NANOSLEEP = Library.getDefault().getSymbolAddress("nanosleep");
    private static final CallContext NANOSLEEP_CONTEXT = context(Type.SINT, Type.POINTER, Type.POINTER);
    private static final Pointer ONE_NANOSECOND = oneNanosecond();
    private static final long MMAP = Library.getDefault().getSymbolAddress("mmap");
    private static final CallContext MMAP_CONTEXT =
            context(Type.SLONG, Type.POINTER, Type.ULONG, Type.SINT, Type.SINT, Type.SINT, Type.SLONG);

    private DirectCalls() {}

    /** poll(2). */
    static int poll(long entries, int count, int timeoutMillis) {
        return (int) INVOKER.invokeN3(POLL_CONTEXT, POLL, entries, count, timeoutMillis);
    }

    /** {@code sendto(fd, NULL, 0, MSG_DONTWAIT, NULL, 0)} in its four-argument form: the kick of an AF_XDP socket. */
    static int kick(int fd) {
        return (int) INVOKER.invokeN4(SEND_CONTEXT, SEND, fd, 0, 0, MSG_DONTWAIT);
    }

    /** {@code recv(fd, NULL, 0, MSG_DONTWAIT)}: makes an AF_XDP socket go on receiving, or poll the device where it may. */
    static int kickReceive(int fd) {
        return (int) INVOKER.invokeN4(SEND_CONTEXT, RECV, fd, 0, 0, MSG_DONTWAIT);
    }

    /** nanosleep(2), as short as the thread's timer slack lets it be; a signal ends it. */
    static void sleepShortly() {
        INVOKER.invokeN2(NANOSLEEP_CONTEXT, NANOSLEEP, ONE_NANOSECOND.address(), 0);
    }

    /** mmap(2); -1 is a failure. */
    static long mmap(long address, long bytes, int protection, int flags, int fd, long offset) {
        return INVOKER.invokeN6(MMAP_CONTEXT, MMAP, address, bytes, protection, flags, fd, offset);
    }

    /** The errno of this thread's last call above. */
    static int lastErrno() {
        return LastError.getInstance().get();
    }

    /** struct timespec: seconds, nanoseconds */
    private static Pointer oneNanosecond() {
        Pointer timespec = Libc.allocate(2 * Long.BYTES);
        timespec.putLong(Long.BYTES, 1);
        return timespec;
    }

    private static CallContext context(Type result, Type... parameters) {
        return CallContext.getCallContext(result, parameters, CallingConvention.DEFAULT, true);
    }
}
