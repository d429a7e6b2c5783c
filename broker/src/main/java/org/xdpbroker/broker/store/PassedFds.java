package org.xdpbroker.broker.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

/** The descriptors that were passed to this process, by name. It owns those that nobody has taken. */
public final class PassedFds implements AutoCloseable {

    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;

    private final Map<String, List<OwnedFd>> byName = new LinkedHashMap<>();

    private PassedFds() {}

    /**
     * Takes ownership of descriptors with these names, which are numbered from {@code first} on.
     *
     * @throws SystemCallException if one of them is not open
     */
    public static PassedFds adopt(int first, List<String> names) throws SystemCallException {
        PassedFds passed = new PassedFds();
        for (int i = 0; i < names.size(); i++) {
            if (Libc.get().fcntl(first + i, F_SETFD, FD_CLOEXEC) < 0) {
                throw SystemCallException.last(
                        "fcntl(FD_CLOEXEC) of descriptor " + (first + i) + ", which LISTEN_FDS says was passed");
            }
            passed.byName
                    .computeIfAbsent(names.get(i), name -> new ArrayList<>())
                    .add(new OwnedFd(first + i));
        }
        return passed;
    }

    /** Hands over the descriptor of a name; null if there is none, or more than one, as nothing tells them apart. */
    public @Nullable OwnedFd take(String name) {
        List<OwnedFd> fds = byName.get(name);
        if (fds == null || fds.size() != 1) {
            return null;
        }
        byName.remove(name);
        return fds.get(0);
    }

    /** The names of those that nobody has taken; a copy. */
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    /** Closes those that nobody has taken. */
    @Override
    public void close() {
        byName.values().forEach(fds -> fds.forEach(OwnedFd::close));
        byName.clear();
    }
}
