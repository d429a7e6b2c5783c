package org.xdpbroker.protocol.posix;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Type;
import java.util.Arrays;

/**
 * A function of a shared library whose parameters and result are integers or addresses. Each travels as 64 bits: on the machines that
 * this project runs on, x86-64 and AArch64 Linux, an integer argument fills a register or a stack slot of 8 bytes whatever its type,
 * and the callee looks at the part that its type has. Of a result shorter than 64 bits only the lower part means something, so that
 * of an {@code int} function is cast. Where all are of 64 bits jffi calls the function itself on x86-64, and else through libffi.
 *
 * <p>Made once for each function, and safe from any thread. After a call {@link Errno#last()} is what it left in errno, but for one made
 * without. Addresses are of memory that the caller keeps until the call returns.
 */
public final class NativeFunction {

    private static final int MOST_PARAMETERS = 6;
    private static final Invoker INVOKER = Invoker.getInstance();
    private static final CallContext[] KEEPING_ERRNO = contexts(true);
    private static final CallContext[] LOSING_ERRNO = contexts(false);

    private final NativeLibrary library;
    private final String name;
    private final long address;
    /** By the number of parameters. */
    private final CallContext[] contexts;

    /** @param address 0 if the library has no such function */
    NativeFunction(NativeLibrary library, String name, long address) {
        this(library, name, address, KEEPING_ERRNO);
    }

    private NativeFunction(NativeLibrary library, String name, long address, CallContext[] contexts) {
        this.library = library;
        this.name = name;
        this.address = address;
        this.contexts = contexts;
    }

    /**
     * The same function, after which errno is unknown. What follows a sleep finds nothing of it in the CPU's caches, and keeping
     * errno is half of what jffi does in a call.
     */
    NativeFunction withoutErrno() {
        return new NativeFunction(library, name, address, LOSING_ERRNO);
    }

    static NativeFunction ofCLibrary(String name) {
        return NativeLibrary.C.function(name);
    }

    /** @throws UnsatisfiedLinkError if the library has no such function, as all of these */
    public long call() {
        return INVOKER.invokeL0(contexts[0], address());
    }

    public long call(long a) {
        return INVOKER.invokeL1(contexts[1], address(), a);
    }

    public long call(long a, long b) {
        return INVOKER.invokeL2(contexts[2], address(), a, b);
    }

    public long call(long a, long b, long c) {
        return INVOKER.invokeL3(contexts[3], address(), a, b, c);
    }

    public long call(long a, long b, long c, long d) {
        return INVOKER.invokeL4(contexts[4], address(), a, b, c, d);
    }

    public long call(long a, long b, long c, long d, long e) {
        return INVOKER.invokeL5(contexts[5], address(), a, b, c, d, e);
    }

    public long call(long a, long b, long c, long d, long e, long f) {
        return INVOKER.invokeL6(contexts[6], address(), a, b, c, d, e, f);
    }

    private long address() {
        if (address == 0) {
            throw missing();
        }
        return address;
    }

    private UnsatisfiedLinkError missing() {
        return new UnsatisfiedLinkError(library + " has no function " + name);
    }

    private static CallContext[] contexts(boolean saveErrno) {
        CallContext[] contexts = new CallContext[MOST_PARAMETERS + 1];
        for (int i = 0; i < contexts.length; i++) {
            Type[] parameters = new Type[i];
            Arrays.fill(parameters, Type.SINT64);
            contexts[i] = CallContext.getCallContext(Type.SINT64, parameters, CallingConvention.DEFAULT, saveErrno);
        }
        return contexts;
    }
}
