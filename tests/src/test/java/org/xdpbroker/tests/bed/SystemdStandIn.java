package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.Received;

/**
 * What systemd is to a broker with --fd-store: keeps the listening socket and what the broker stores, and passes both to the
 * next one. One descriptor a name; a second one of a name replaces the first.
 */
public final class SystemdStandIn implements AutoCloseable {

    private final NetworkBed bed;
    private final SocketUnit unit = SocketUnit.listen();
    private final NotifySocket notify = NotifySocket.open();
    private final Map<String, OwnedFd> store = new TreeMap<>();
    private final AtomicLong idleTurns = new AtomicLong();
    private final Thread reader = new Thread(this::read, "systemd-stand-in");
    private volatile boolean closed;

    private SystemdStandIn(NetworkBed bed) {
        this.bed = bed;
        reader.start();
    }

    public static SystemdStandIn open(NetworkBed bed) {
        return new SystemdStandIn(bed);
    }

    /** Starts the next broker and waits until it is ready. */
    public RunningBroker start(String... options) {
        return start(RunningBroker.ALLOW_ALL, options);
    }

    public RunningBroker start(String policy, String[] options) {
        settle();
        List<OwnedFd> fds = new ArrayList<>(List.of(unit.socket()));
        List<String> names = new ArrayList<>(List.of("varlink"));
        synchronized (store) {
            store.forEach((name, fd) -> {
                names.add(name);
                fds.add(fd);
            });
        }
        return BrokerCommand.in(bed)
                .socket(unit.path())
                .passing(fds, names.toArray(String[]::new))
                .environment("NOTIFY_SOCKET", notify.address())
                .policy(policy)
                .options("--fd-store")
                .options(options)
                .start();
    }

    /** The names of what is stored, after all that was told until now. */
    public Set<String> stored() {
        settle();
        synchronized (store) {
            return Set.copyOf(store.keySet());
        }
    }

    /** The one name that begins so. */
    public String nameOf(String prefix) {
        return stored().stream()
                .filter(name -> name.startsWith(prefix))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is stored as " + prefix + ": " + stored()));
    }

    /** Changes the store behind the broker's back. Takes ownership of the descriptor. */
    public void put(String name, OwnedFd fd) {
        synchronized (store) {
            OwnedFd before = store.put(name, fd);
            if (before != null) {
                before.close();
            }
        }
    }

    /** Takes something out of the store behind the broker's back; owned by the caller. */
    public OwnedFd take(String name) {
        settle();
        synchronized (store) {
            OwnedFd fd = store.remove(name);
            if (fd == null) {
                throw new AssertionError(name + " is not stored");
            }
            return fd;
        }
    }

    /** Closes all that is stored, as systemd does when it stops a service. */
    public void drop() {
        synchronized (store) {
            store.values().forEach(OwnedFd::close);
            store.clear();
        }
    }

    /** A copy of something stored, owned by the caller. */
    public OwnedFd copyOf(String name) {
        settle();
        synchronized (store) {
            try {
                return Objects.requireNonNull(store.get(name), name).duplicate();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        drop();
        notify.close();
        unit.close();
    }

    private void settle() {
        long turn = idleTurns.get();
        Waiting.until("all that was told is read", () -> idleTurns.get() > turn + 1);
    }

    private void read() {
        while (!closed) {
            Received message = notify.take();
            if (message.error() != null) {
                idleTurns.incrementAndGet();
                Waiting.sleep(1);
                continue;
            }
            obey(message);
        }
    }

    private void obey(Received message) {
        List<String> lines =
                new String(message.bytes(), StandardCharsets.UTF_8).lines().toList();
        String name = lines.stream()
                .filter(line -> line.startsWith("FDNAME="))
                .map(line -> line.substring("FDNAME=".length()))
                .findFirst()
                .orElse("stored");
        if (lines.contains("FDSTORE=1")) {
            message.fds().forEach(fd -> put(name, fd));
            return;
        }
        message.fds().forEach(OwnedFd::close);
        if (lines.contains("FDSTOREREMOVE=1")) {
            synchronized (store) {
                OwnedFd fd = store.remove(name);
                if (fd != null) {
                    fd.close();
                }
            }
        }
    }
}
