package org.xdpbroker.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.QueueDescription;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * What {@code xdp-broker request IFNAME QUEUES -- COMMAND} leaves to a command: descriptors, and variables that tell what they
 * are; xdp-broker(1).
 */
final class InheritedFds {

    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;

    /** A descriptor has one owner, so they can be taken once. */
    private static final AtomicBoolean TAKEN = new AtomicBoolean();

    private final Map<String, String> environment;

    InheritedFds(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws IllegalStateException if they were taken before */
    static LeaseReply take() throws IOException {
        InheritedFds inherited = new InheritedFds(System.getenv());
        LeaseDescription description = inherited.description();
        if (!TAKEN.compareAndSet(false, true)) {
            throw new IllegalStateException("the inherited sockets were taken before");
        }
        return inherited.adopt(description);
    }

    /** What the variables say; times and rules are not among them. */
    LeaseDescription description() throws IOException {
        int[] queues = numbers("XDP_BROKER_QUEUES");
        int[] fds = numbers("XDP_BROKER_FDS");
        if (fds.length != queues.length) {
            throw problem("XDP_BROKER_FDS", fds.length + " descriptors for " + queues.length + " queues");
        }
        List<QueueDescription> descriptions = new ArrayList<>();
        for (int queue : queues) {
            descriptions.add(new QueueDescription(queue, null));
        }
        return new LeaseDescription(
                value("XDP_BROKER_LEASE"),
                value("XDP_BROKER_IFNAME"),
                number("XDP_BROKER_IFINDEX", value("XDP_BROKER_IFINDEX")),
                Libc.get().geteuid(),
                Libc.get().getpid(),
                descriptions,
                mode(value("XDP_BROKER_MODE")),
                null,
                Handover.UNBOUND,
                "granted",
                "",
                null,
                0);
    }

    private LeaseReply adopt(LeaseDescription description) throws IOException {
        int[] fds = numbers("XDP_BROKER_FDS");
        int leaseFd = number("XDP_BROKER_LEASE_FD", value("XDP_BROKER_LEASE_FD"));
        SortedMap<Integer, OwnedFd> sockets = new TreeMap<>();
        for (int i = 0; i < fds.length; i++) {
            keepFromChildren("XDP_BROKER_FDS", fds[i]);
            sockets.put(description.queues().get(i).queue(), new OwnedFd(fds[i]));
        }
        keepFromChildren("XDP_BROKER_LEASE_FD", leaseFd);
        return new LeaseReply(description, new OwnedFd(leaseFd), sockets);
    }

    /** A program that this one starts must not hold the queues. */
    private void keepFromChildren(String variable, int fd) throws IOException {
        if (Libc.get().fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) {
            throw new IOException(
                    variable + " names descriptor " + fd + ", which is not open in this process."
                            + " Was it started by a program that closes descriptors? Start it directly.",
                    SystemCallException.last("fcntl(" + fd + ", F_SETFD)"));
        }
    }

    private int[] numbers(String variable) throws IOException {
        String[] words = value(variable).split(":", -1);
        int[] numbers = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = number(variable, words[i]);
        }
        return numbers;
    }

    private int number(String variable, String word) throws IOException {
        try {
            int number = Integer.parseInt(word);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw problem(variable, "'" + word + "' is no number");
        }
        throw problem(variable, word + " is negative");
    }

    private AttachMode mode(String word) throws IOException {
        for (AttachMode mode : AttachMode.values()) {
            if (mode.word().equals(word) && mode != AttachMode.AUTO) {
                return mode;
            }
        }
        throw problem("XDP_BROKER_MODE", "'" + word + "' is neither native nor skb");
    }

    private String value(String variable) throws IOException {
        String value = environment.get(variable);
        if (value == null) {
            throw new IOException(
                    "the environment has no " + variable + ": this program was not started by the broker's"
                            + " command. Start it as: xdp-broker request IFNAME QUEUES -- java ...");
        }
        return value;
    }

    private static IOException problem(String variable, String what) {
        return new IOException("the environment variable " + variable + " is not as xdp-broker(1) has it: " + what);
    }
}
