package org.xdpbroker.protocol.posix;

import org.jspecify.annotations.Nullable;

/**
 * The C library, one method a function, each as section 2 or 3 of the manual has it: -1 or null is a failure, and the errno
 * is {@link Errno#last()} until the same thread's next call. Addresses are passed as {@code long}; arrays and strings are copied
 * for the call, and what the function fills is copied back.
 *
 * <p>Straight through jffi, which jnr-ffi stands on: this class is on the way of every start and of every request.
 */
public final class Libc {

    private static final long NULL = 0;
    private static final int PASSWD_BYTES = 48;
    private static final int GROUP_BYTES = 32;
    private static final int RLIMIT_BYTES = 2 * Long.BYTES;
    private static final int TIMESPEC_BYTES = 2 * Long.BYTES;
    private static final int IF_NAMESIZE = 16;

    private static final NativeFunction ACCEPT4 = NativeFunction.ofCLibrary("accept4");
    private static final NativeFunction ACCESS = NativeFunction.ofCLibrary("access");
    private static final NativeFunction BIND = NativeFunction.ofCLibrary("bind");
    private static final NativeFunction CHMOD = NativeFunction.ofCLibrary("chmod");
    private static final NativeFunction CLOCK_GETTIME = NativeFunction.ofCLibrary("clock_gettime");
    private static final NativeFunction CLOSE = NativeFunction.ofCLibrary("close");
    private static final NativeFunction CLOSE_RANGE = NativeFunction.ofCLibrary("close_range");
    private static final NativeFunction CONNECT = NativeFunction.ofCLibrary("connect");
    private static final NativeFunction DUP2 = NativeFunction.ofCLibrary("dup2");
    private static final NativeFunction EVENTFD = NativeFunction.ofCLibrary("eventfd");
    private static final NativeFunction EXECVE = NativeFunction.ofCLibrary("execve");
    private static final NativeFunction FCNTL = NativeFunction.ofCLibrary("fcntl");
    private static final NativeFunction FTRUNCATE = NativeFunction.ofCLibrary("ftruncate");
    private static final NativeFunction GETEUID = NativeFunction.ofCLibrary("geteuid");
    private static final NativeFunction GETGRNAM = NativeFunction.ofCLibrary("getgrnam");
    private static final NativeFunction GETPID = NativeFunction.ofCLibrary("getpid");
    private static final NativeFunction GETPWNAM = NativeFunction.ofCLibrary("getpwnam");
    private static final NativeFunction GETPWUID = NativeFunction.ofCLibrary("getpwuid");
    private static final NativeFunction GETRANDOM = NativeFunction.ofCLibrary("getrandom");
    private static final NativeFunction GETSOCKOPT = NativeFunction.ofCLibrary("getsockopt");
    private static final NativeFunction GETXATTR = NativeFunction.ofCLibrary("getxattr");
    private static final NativeFunction IF_INDEXTONAME = NativeFunction.ofCLibrary("if_indextoname");
    private static final NativeFunction IF_NAMETOINDEX = NativeFunction.ofCLibrary("if_nametoindex");
    private static final NativeFunction IOCTL = NativeFunction.ofCLibrary("ioctl");
    private static final NativeFunction ISATTY = NativeFunction.ofCLibrary("isatty");
    private static final NativeFunction LISTEN = NativeFunction.ofCLibrary("listen");
    private static final NativeFunction MADVISE = NativeFunction.ofCLibrary("madvise");
    private static final NativeFunction MALLOPT = NativeFunction.ofCLibrary("mallopt");
    private static final NativeFunction MEMFD_CREATE = NativeFunction.ofCLibrary("memfd_create");
    private static final NativeFunction MMAP = NativeFunction.ofCLibrary("mmap");
    private static final NativeFunction MUNMAP = NativeFunction.ofCLibrary("munmap");
    private static final NativeFunction NANOSLEEP =
            NativeFunction.ofCLibrary("nanosleep").withoutErrno();
    private static final NativeFunction OPEN = NativeFunction.ofCLibrary("open");
    private static final NativeFunction PIDFD_GETFD = NativeFunction.ofCLibrary("pidfd_getfd");
    private static final NativeFunction PIDFD_OPEN = NativeFunction.ofCLibrary("pidfd_open");
    private static final NativeFunction POLL = NativeFunction.ofCLibrary("poll");
    private static final NativeFunction POLL_WITHOUT_ERRNO = POLL.withoutErrno();
    private static final NativeFunction PREAD = NativeFunction.ofCLibrary("pread");
    private static final NativeFunction PRLIMIT = NativeFunction.ofCLibrary("prlimit");
    private static final NativeFunction PTHREAD_SIGMASK = NativeFunction.ofCLibrary("pthread_sigmask");
    private static final NativeFunction PWRITE = NativeFunction.ofCLibrary("pwrite");
    private static final NativeFunction READ = NativeFunction.ofCLibrary("read");
    private static final NativeFunction RECV = NativeFunction.ofCLibrary("recv");
    private static final NativeFunction RECVMSG = NativeFunction.ofCLibrary("recvmsg");
    private static final NativeFunction SEND = NativeFunction.ofCLibrary("send");
    private static final NativeFunction SENDMSG = NativeFunction.ofCLibrary("sendmsg");
    private static final NativeFunction SENDTO = NativeFunction.ofCLibrary("sendto");
    private static final NativeFunction SETSOCKOPT = NativeFunction.ofCLibrary("setsockopt");
    private static final NativeFunction SHUTDOWN = NativeFunction.ofCLibrary("shutdown");
    private static final NativeFunction SIGNALFD = NativeFunction.ofCLibrary("signalfd");
    private static final NativeFunction SOCKET = NativeFunction.ofCLibrary("socket");
    private static final NativeFunction SOCKETPAIR = NativeFunction.ofCLibrary("socketpair");
    private static final NativeFunction STATX = NativeFunction.ofCLibrary("statx");
    private static final NativeFunction STRERROR = NativeFunction.ofCLibrary("strerror");
    private static final NativeFunction UNLINK = NativeFunction.ofCLibrary("unlink");
    private static final NativeFunction WRITE = NativeFunction.ofCLibrary("write");

    private static final Libc INSTANCE = new Libc();

    private Libc() {}

    /** The one of this process. */
    public static Libc get() {
        return INSTANCE;
    }

    /** Memory outside the Java heap, zeroed, freed when the returned pointer is unreachable. */
    public static Pointer allocate(long bytes) {
        return Pointer.allocate(Math.toIntExact(Math.max(bytes, 1)));
    }

    public int accept4(int fd, long address, long length, int flags) {
        return (int) ACCEPT4.call(fd, address, length, flags);
    }

    public int access(String path, int mode) {
        Pointer pathCopy = Pointer.ofString(path);
        int result = (int) ACCESS.call(pathCopy.address(), mode);
        pathCopy.keep();
        return result;
    }

    public int bind(int fd, byte[] address, int length) {
        Pointer addressCopy = copy(address);
        int result = (int) BIND.call(fd, addressCopy.address(), length);
        addressCopy.keep();
        return result;
    }

    public int chmod(String path, int mode) {
        Pointer pathCopy = Pointer.ofString(path);
        int result = (int) CHMOD.call(pathCopy.address(), mode);
        pathCopy.keep();
        return result;
    }

    /** @param timespec seconds and nanoseconds */
    public int clock_gettime(int clock, long[] timespec) {
        Pointer time = Pointer.allocate(TIMESPEC_BYTES);
        int result = (int) CLOCK_GETTIME.call(clock, time.address());
        timespec[0] = time.getLong(0);
        timespec[1] = time.getLong(Long.BYTES);
        return result;
    }

    public int close(int fd) {
        return (int) CLOSE.call(fd);
    }

    public int close_range(int first, int last, int flags) {
        return (int) CLOSE_RANGE.call(first, last, flags);
    }

    public int connect(int fd, byte[] address, int length) {
        Pointer addressCopy = copy(address);
        int result = (int) CONNECT.call(fd, addressCopy.address(), length);
        addressCopy.keep();
        return result;
    }

    public int dup2(int from, int to) {
        return (int) DUP2.call(from, to);
    }

    public int eventfd(int initial, int flags) {
        return (int) EVENTFD.call(initial, flags);
    }

    public int execve(byte[] path, Pointer argv, Pointer envp) {
        Pointer pathCopy = copy(path);
        int result = (int) EXECVE.call(pathCopy.address(), argv.address(), envp.address());
        pathCopy.keep();
        argv.keep();
        envp.keep();
        return result;
    }

    public int fcntl(int fd, int command, int argument) {
        return (int) FCNTL.call(fd, command, argument);
    }

    public int ftruncate(int fd, long length) {
        return (int) FTRUNCATE.call(fd, length);
    }

    public int geteuid() {
        return (int) GETEUID.call();
    }

    /** A {@code struct group}, good until the next call; null if there is none of this name. */
    public @Nullable Pointer getgrnam(String name) {
        Pointer nameCopy = Pointer.ofString(name);
        long result = GETGRNAM.call(nameCopy.address());
        nameCopy.keep();
        return structOrNull(result, GROUP_BYTES);
    }

    public int getpid() {
        return (int) GETPID.call();
    }

    /** A {@code struct passwd}, good until the next call; null if there is none of this name. */
    public @Nullable Pointer getpwnam(String name) {
        Pointer nameCopy = Pointer.ofString(name);
        long result = GETPWNAM.call(nameCopy.address());
        nameCopy.keep();
        return structOrNull(result, PASSWD_BYTES);
    }

    /** A {@code struct passwd}, good until the next call; null if there is none. */
    public @Nullable Pointer getpwuid(int uid) {
        return structOrNull(GETPWUID.call(uid), PASSWD_BYTES);
    }

    public long getrandom(byte[] bytes, long length, int flags) {
        Pointer random = Pointer.allocate(bytes.length);
        long result = GETRANDOM.call(random.address(), length, flags);
        random.get(0, bytes, 0, bytes.length);
        return result;
    }

    public int getsockopt(int fd, int level, int option, Pointer value, Pointer length) {
        int result = (int) GETSOCKOPT.call(fd, level, option, value.address(), length.address());
        value.keep();
        length.keep();
        return result;
    }

    public long getxattr(byte[] path, String name, Pointer value, long size) {
        Pointer pathCopy = copy(path);
        Pointer nameCopy = Pointer.ofString(name);
        long result = GETXATTR.call(pathCopy.address(), nameCopy.address(), value.address(), size);
        pathCopy.keep();
        nameCopy.keep();
        value.keep();
        return result;
    }

    /** The name of an interface, or null. */
    public @Nullable String if_indextoname(int index) {
        Pointer name = Pointer.allocate(IF_NAMESIZE);
        return IF_INDEXTONAME.call(index, name.address()) == 0 ? null : name.getString(0);
    }

    public int if_nametoindex(String name) {
        Pointer nameCopy = Pointer.ofString(name);
        int result = (int) IF_NAMETOINDEX.call(nameCopy.address());
        nameCopy.keep();
        return result;
    }

    public int ioctl(int fd, long request, Pointer argument) {
        int result = (int) IOCTL.call(fd, request, argument.address());
        argument.keep();
        return result;
    }

    public int isatty(int fd) {
        return (int) ISATTY.call(fd);
    }

    public int listen(int fd, int backlog) {
        return (int) LISTEN.call(fd, backlog);
    }

    public int madvise(long address, long length, int advice) {
        return (int) MADVISE.call(address, length, advice);
    }

    /** Other than the rest, 0 is a failure and 1 is none. */
    public int mallopt(int parameter, int value) {
        return (int) MALLOPT.call(parameter, value);
    }

    public long mmap(long address, long length, int protection, int flags, int fd, long offset) {
        return MMAP.call(address, length, protection, flags, fd, offset);
    }

    public int munmap(long address, long length) {
        return (int) MUNMAP.call(address, length);
    }

    /**
     * Does not tell errno.
     *
     * @param request struct timespec: seconds, nanoseconds; what is left when a signal ends it is not told
     */
    public int nanosleep(Pointer request) {
        int result = (int) NANOSLEEP.call(request.address(), NULL);
        request.keep();
        return result;
    }

    /** A file that is there already: no mode. */
    public int open(String path, int flags) {
        Pointer pathCopy = Pointer.ofString(path);
        int result = (int) OPEN.call(pathCopy.address(), flags);
        pathCopy.keep();
        return result;
    }

    public int pidfd_getfd(int pidfd, int number, int flags) {
        return (int) PIDFD_GETFD.call(pidfd, number, flags);
    }

    public int pidfd_open(int pid, int flags) {
        return (int) PIDFD_OPEN.call(pid, flags);
    }

    /** One that fails is made again for its errno, without waiting. So one that a signal ends finds nothing ready, and does not fail. */
    public int poll(Pointer entries, long count, int timeoutMillis) {
        int result = (int) POLL_WITHOUT_ERRNO.call(entries.address(), count, timeoutMillis);
        if (result < 0) {
            result = (int) POLL.call(entries.address(), count, 0);
        }
        entries.keep();
        return result;
    }

    /**
     * @param limit the soft and the hard limit to set; null to set none
     * @param before where the two that there were are put; null for nowhere
     */
    public int prlimit(int pid, int resource, long @Nullable [] limit, long @Nullable [] before) {
        Pointer limits = Pointer.allocate(2 * RLIMIT_BYTES);
        if (limit != null) {
            limits.putLong(0, limit[0]);
            limits.putLong(Long.BYTES, limit[1]);
        }
        int result = (int) PRLIMIT.call(
                pid,
                resource,
                limit == null ? NULL : limits.address(),
                before == null ? NULL : limits.address() + RLIMIT_BYTES);
        limits.keep();
        if (before != null) {
            before[0] = limits.getLong(RLIMIT_BYTES);
            before[1] = limits.getLong(RLIMIT_BYTES + Long.BYTES);
        }
        return result;
    }

    public int pthread_sigmask(int how, Pointer set, long old) {
        int result = (int) PTHREAD_SIGMASK.call(how, set.address(), old);
        set.keep();
        return result;
    }

    public long read(int fd, Pointer buffer, long length) {
        long result = READ.call(fd, buffer.address(), length);
        buffer.keep();
        return result;
    }

    public int memfd_create(String name, int flags) {
        Pointer nameCopy = Pointer.ofString(name);
        int result = (int) MEMFD_CREATE.call(nameCopy.address(), flags);
        nameCopy.keep();
        return result;
    }

    public long pread(int fd, Pointer buffer, long length, long offset) {
        long result = PREAD.call(fd, buffer.address(), length, offset);
        buffer.keep();
        return result;
    }

    public long pwrite(int fd, byte[] bytes, long length, long offset) {
        Pointer bytesCopy = copy(bytes);
        long result = PWRITE.call(fd, bytesCopy.address(), length, offset);
        bytesCopy.keep();
        return result;
    }

    public long recv(int fd, Pointer buffer, long length, int flags) {
        long result = RECV.call(fd, buffer.address(), length, flags);
        buffer.keep();
        return result;
    }

    public long recvmsg(int fd, Pointer message, int flags) {
        long result = RECVMSG.call(fd, message.address(), flags);
        message.keep();
        return result;
    }

    /** Of no bytes: makes an AF_XDP socket go on receiving. */
    public long recvNothing(int fd, int flags) {
        return RECV.call(fd, NULL, 0, flags);
    }

    /** Of no bytes: makes an AF_XDP socket send what is on its ring. */
    public long sendNothing(int fd, int flags) {
        return SEND.call(fd, NULL, 0, flags);
    }

    public long send(int fd, byte[] bytes, long length, int flags) {
        Pointer bytesCopy = copy(bytes);
        long result = SEND.call(fd, bytesCopy.address(), length, flags);
        bytesCopy.keep();
        return result;
    }

    public long sendmsg(int fd, Pointer message, int flags) {
        long result = SENDMSG.call(fd, message.address(), flags);
        message.keep();
        return result;
    }

    public long sendto(int fd, byte[] bytes, long length, int flags, byte[] address, int addressLength) {
        Pointer bytesCopy = copy(bytes);
        Pointer addressCopy = copy(address);
        long result = SENDTO.call(fd, bytesCopy.address(), length, flags, addressCopy.address(), addressLength);
        bytesCopy.keep();
        addressCopy.keep();
        return result;
    }

    public int setsockopt(int fd, int level, int option, byte[] value, int length) {
        Pointer valueCopy = copy(value);
        int result = (int) SETSOCKOPT.call(fd, level, option, valueCopy.address(), length);
        valueCopy.keep();
        return result;
    }

    public int shutdown(int fd, int how) {
        return (int) SHUTDOWN.call(fd, how);
    }

    public int signalfd(int fd, Pointer set, int flags) {
        int result = (int) SIGNALFD.call(fd, set.address(), flags);
        set.keep();
        return result;
    }

    public int socket(int domain, int type, int protocol) {
        return (int) SOCKET.call(domain, type, protocol);
    }

    public int socketpair(int domain, int type, int protocol, int[] fds) {
        Pointer pair = Pointer.allocate(2 * Integer.BYTES);
        int result = (int) SOCKETPAIR.call(domain, type, protocol, pair.address());
        fds[0] = pair.getInt(0);
        fds[1] = pair.getInt(Integer.BYTES);
        return result;
    }

    public int statx(int folder, String path, int flags, int mask, Pointer status) {
        Pointer pathCopy = Pointer.ofString(path);
        int result = (int) STATX.call(folder, pathCopy.address(), flags, mask, status.address());
        pathCopy.keep();
        status.keep();
        return result;
    }

    public String strerror(int errno) {
        return Pointer.stringAt(STRERROR.call(errno));
    }

    public int unlink(String path) {
        Pointer pathCopy = Pointer.ofString(path);
        int result = (int) UNLINK.call(pathCopy.address());
        pathCopy.keep();
        return result;
    }

    public long write(int fd, byte[] bytes, long length) {
        Pointer bytesCopy = copy(bytes);
        long result = WRITE.call(fd, bytesCopy.address(), length);
        bytesCopy.keep();
        return result;
    }

    private static Pointer copy(byte[] bytes) {
        Pointer copy = allocate(bytes.length);
        copy.put(0, bytes, 0, bytes.length);
        return copy;
    }

    private static @Nullable Pointer structOrNull(long address, int size) {
        return address == NULL ? null : Pointer.wrap(address, size);
    }
}
