package org.xdpbroker.cli.top;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.SocketObservation;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.QueueDescription;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/** Looks at leases, as far as this process may look into those that hold them. */
final class Sampler {

    private static final int ROOT = 0;
    private static final Path PTRACE_SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");

    private final int uid = Libc.get().geteuid();

    Sample look(List<LeaseDescription> leases) {
        Set<Long> inodes = new LinkedHashSet<>();
        Set<Integer> pids = new LinkedHashSet<>();
        for (LeaseDescription lease : leases) {
            if (mayLook(lease)) {
                lease.queues().stream()
                        .map(QueueDescription::socketInode)
                        .filter(inode -> inode != null)
                        .forEach(inodes::add);
                pids.add(lease.pid());
            }
        }
        SocketPlaces places = SocketPlaces.find(inodes, pids);
        List<LeaseSample> samples =
                leases.stream().map(lease -> look(lease, places)).toList();
        return Sample.of(Instant.now(), System.nanoTime(), samples);
    }

    private LeaseSample look(LeaseDescription lease, SocketPlaces places) {
        List<QueueSample> queues = new ArrayList<>();
        int pid = lease.pid();
        String note = mayLook(lease) ? null : "leases of other users: only they and root may look into their processes";
        for (QueueDescription queue : lease.queues()) {
            SocketObservation socket = null;
            Long inode = queue.socketInode();
            SocketPlaces.Place place = inode == null ? null : places.of(inode);
            if (inode != null && place != null) {
                pid = place.pid();
                try {
                    socket = SocketLook.at(place, inode);
                } catch (IOException e) {
                    note = "process " + pid + " cannot be looked into: " + reason(e);
                }
            } else if (note == null) {
                note = "lease " + lease.id() + ": no process that you may look into has the socket of queue "
                        + queue.queue() + " open";
            }
            queues.add(new QueueSample(queue, socket));
        }
        return new LeaseSample(lease, user(lease.uid()), pid, command(pid), queues, note);
    }

    private boolean mayLook(LeaseDescription lease) {
        return uid == ROOT || uid == lease.uid();
    }

    private static String reason(IOException e) {
        String reason = String.valueOf(e.getMessage());
        if (!(e instanceof SystemCallException call) || !call.errno().equals(Errno.EPERM)) {
            return reason;
        }
        String scope = read(PTRACE_SCOPE);
        return scope == null || scope.equals("0")
                ? reason + ". It has rights that you have not; root may"
                : reason + ". kernel.yama.ptrace_scope is " + scope + ", so only root may";
    }

    private static String user(int uid) {
        Pointer account = Libc.get().getpwuid(uid);
        // pw_name is the first member of struct passwd
        return account == null ? Integer.toUnsignedString(uid) : Pointer.stringAt(account.getLong(0));
    }

    private static @Nullable String command(int pid) {
        return read(Path.of("/proc/" + pid + "/comm"));
    }

    private static @Nullable String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return null;
        }
    }
}
