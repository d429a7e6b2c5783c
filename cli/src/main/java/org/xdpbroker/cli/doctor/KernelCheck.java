package org.xdpbroker.cli.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.PidFd;
import org.xdpbroker.protocol.transport.UnixSocket;

/** Whether the kernel has what broker and clients stand on. */
final class KernelCheck implements Check {

    private static final String NAME = "kernel";
    private static final int AF_XDP = 44;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

    private final BrokerAnswers broker;

    KernelCheck(BrokerAnswers broker) {
        this.broker = broker;
    }

    /**
     * What was learned.
     *
     * @param version as uname(2) has it
     * @param noXdp with which error an AF_XDP socket cannot be made, whoever tries; null if the kernel has them
     * @param noPeerPidfd with which error SO_PEERPIDFD fails; null if the kernel has it
     * @param brokerRuns whether a broker is there, which tries the kernel before it serves
     */
    record Facts(
            String version, @Nullable Errno noXdp, @Nullable Errno noPeerPidfd, boolean brokerRuns) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Finding> look() throws IOException {
        return judge(new Facts(System.getProperty("os.version", ""), tryXdp(), tryPeerPidfd(), broker.isReached()));
    }

    static List<Finding> judge(Facts facts) {
        String kernel = "Linux " + facts.version();
        if (facts.noXdp() != null) {
            return List.of(Finding.problem(
                    NAME,
                    kernel + " has no AF_XDP sockets (" + facts.noXdp()
                            + "): it needs CONFIG_XDP_SOCKETS and CONFIG_BPF_SYSCALL",
                    "grep -E 'CONFIG_(XDP_SOCKETS|BPF_SYSCALL)=' /boot/config-$(uname -r)"));
        }
        List<Finding> findings = new ArrayList<>();
        boolean is65 = isAtLeast65(facts.version());
        if (!facts.brokerRuns() && !is65) {
            findings.add(Finding.note(
                    NAME,
                    kernel
                            + " may not hold an AF_XDP socket to its interface: that came with 6.5 and with stable releases"
                            + " of summer 2023. The broker tries it when it starts"));
        }
        if (facts.noPeerPidfd() != null) {
            findings.add(Finding.note(
                    NAME,
                    kernel + " has no SO_PEERPIDFD (" + facts.noPeerPidfd()
                            + "), which came with 6.5: without it polkit"
                            + " cannot be asked and no limit of locked memory be raised"));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    NAME,
                    kernel + ": AF_XDP sockets, held to their interface "
                            + (facts.brokerRuns() ? "(the broker has tried it)" : "(by its version)")
                            + ", SO_PEERPIDFD"));
        }
        return findings;
    }

    private static boolean isAtLeast65(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return false;
        }
        int major = Integer.parseInt(matcher.group(1));
        return major > 6 || (major == 6 && Integer.parseInt(matcher.group(2)) >= 5);
    }

    /** Without CAP_NET_RAW a kernel that has them says EPERM. */
    private static @Nullable Errno tryXdp() {
        int socket = Libc.get().socket(AF_XDP, SOCK_RAW_CLOEXEC, 0);
        if (socket >= 0) {
            new OwnedFd(socket).close();
            return null;
        }
        Errno errno = Errno.last();
        return errno.equals(Errno.EPERM) ? null : errno;
    }

    private static @Nullable Errno tryPeerPidfd() throws IOException {
        UnixSocket.Pair pair = UnixSocket.pair();
        try {
            PidFd.ofPeer(pair.first()).close();
            return null;
        } catch (SystemCallException e) {
            return e.errno();
        } finally {
            pair.first().close();
            pair.second().close();
        }
    }
}
