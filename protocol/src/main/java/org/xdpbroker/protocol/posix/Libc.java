package org.xdpbroker.protocol.posix;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.annotations.Variadic;
import org.jspecify.annotations.Nullable;

/**
 * The C library, one method a function, each as section 2 or 3 of the manual has it: -1 or null is a failure, and the errno
 * is {@link Errno#last()} until the same thread's next call. Addresses are passed as {@code long}.
 *
 * <p>Call {@link #get()} once and keep the result.
 */
public interface Libc {

    /** The one binding of this process; loaded at first use. */
    static Libc get() {
        return Native.LIBC;
    }

    /** Memory outside the Java heap, zeroed, freed when the returned pointer is unreachable. */
    static Pointer allocate(long bytes) {
        return jnr.ffi.Memory.allocateDirect(Native.RUNTIME, (int) Math.max(bytes, 1), true);
    }

    int socket(int domain, int type, int protocol);

    int socketpair(int domain, int type, int protocol, @Out int[] fds);

    int bind(int fd, @In byte[] address, int length);

    int listen(int fd, int backlog);

    int accept4(int fd, long address, long length, int flags);

    int connect(int fd, @In byte[] address, int length);

    long send(int fd, @In byte[] bytes, long length, int flags);

    long sendto(int fd, @In byte[] bytes, long length, int flags, @In byte[] address, int addressLength);

    long recv(int fd, Pointer buffer, long length, int flags);

    long sendmsg(int fd, Pointer message, int flags);

    long recvmsg(int fd, Pointer message, int flags);

    int shutdown(int fd, int how);

    int getsockopt(int fd, int level, int option, Pointer value, Pointer length);

    int setsockopt(int fd, int level, int option, @In byte[] value, int length);

    int poll(Pointer entries, long count, int timeoutMillis);

    int close(int fd);

    @Variadic(fixedCount = 2)
    int fcntl(int fd, int command, int argument);

    @Variadic(fixedCount = 2)
    int ioctl(int fd, long request, Pointer argument);

    int eventfd(int initial, int flags);

    int signalfd(int fd, Pointer set, int flags);

    long read(int fd, Pointer buffer, long length);

    long write(int fd, @In byte[] bytes, long length);

    int unlink(String path);

    int chmod(String path, int mode);

    long getxattr(@In byte[] path, String name, Pointer value, long size);

    int pidfd_open(int pid, int flags);

    int pidfd_getfd(int pidfd, int number, int flags);

    int isatty(int fd);

    int getpid();

    int geteuid();

    /** @param timespec seconds and nanoseconds */
    int clock_gettime(int clock, @Out long[] timespec);

    long getrandom(@Out byte[] bytes, long length, int flags);

    int prlimit(int pid, int resource, @In long @Nullable [] limit, @Out long @Nullable [] before);

    int if_nametoindex(String name);

    Pointer if_indextoname(int index, @Out byte[] name);

    Pointer getpwnam(String name);

    @Nullable
    Pointer getpwuid(int uid);

    Pointer getgrnam(String name);

    Pointer strerror(int errno);

    int munmap(long address, long length);

    int dup2(int from, int to);

    int close_range(int first, int last, int flags);

    int pthread_sigmask(int how, Pointer set, long old);

    int execve(@In byte[] path, Pointer argv, Pointer envp);
}
