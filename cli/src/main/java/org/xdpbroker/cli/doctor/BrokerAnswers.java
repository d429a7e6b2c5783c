package org.xdpbroker.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.BrokerInfo;
import org.xdpbroker.client.CheckResult;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpBrokerException;
import org.xdpbroker.protocol.message.InterfaceDescription;
import org.xdpbroker.protocol.message.Interfaces;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.PeerCredentials;
import org.xdpbroker.protocol.transport.UnixSocket;

/**
 * What the broker answered, all of it asked at once.
 *
 * @param socket where it was asked
 * @param info who it says it is; null if it did not answer at all
 * @param failure why something is not known; null if everything is
 * @param interfaces its interfaces; empty if they are not known
 * @param check what policy says to one queue of the interface that matters; null if there is none or it is not known
 * @param pid its process, or whichever listens for it; 0 if it is not known
 */
record BrokerAnswers(
        Path socket,
        @Nullable BrokerInfo info,
        @Nullable IOException failure,
        List<InterfaceDescription> interfaces,
        @Nullable CheckResult check,
        int pid) {

    private static final Path DEFAULT_POLICY = Path.of("/etc/xdp-broker/policy.toml");

    BrokerAnswers {
        interfaces = List.copyOf(interfaces);
    }

    /** @param timeout for each question; after the first that is not answered nothing more is asked */
    static BrokerAnswers ask(Path socket, Duration timeout, @Nullable String interfaceName) {
        BrokerInfo info = null;
        List<InterfaceDescription> interfaces = List.of();
        CheckResult check = null;
        try (XdpBroker broker = XdpBroker.connect(socket, timeout)) {
            info = broker.info();
            interfaces = broker.interfaces();
            check = interfaceName == null ? null : check(broker, interfaceName);
            return new BrokerAnswers(socket, info, null, interfaces, check, pid(socket));
        } catch (IOException e) {
            return new BrokerAnswers(socket, info, e, interfaces, check, 0);
        }
    }

    /** Whether a broker is there and answers. */
    boolean isReached() {
        return info != null;
    }

    /** Whether it was asked where every client asks that is told nothing. */
    boolean isAtDefaultSocket() {
        return socket.equals(Path.of(Interfaces.DEFAULT_SOCKET));
    }

    /** The broker's description of an interface; null if it has none of that name. */
    @Nullable
    InterfaceDescription of(String interfaceName) {
        return interfaces.stream()
                .filter(nif -> nif.name().equals(interfaceName))
                .findFirst()
                .orElse(null);
    }

    /** The broker's policy file, if its command line can be read and names one; else where it is by default. */
    Path policyFile() {
        try {
            List<String> arguments =
                    List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1)
                            .split("\0", -1));
            for (int i = 0; i < arguments.size(); i++) {
                if (arguments.get(i).startsWith("--policy=")) {
                    return Path.of(arguments.get(i).substring("--policy=".length()));
                }
                if (arguments.get(i).equals("--policy") && i + 1 < arguments.size()) {
                    return Path.of(arguments.get(i + 1));
                }
            }
        } catch (IOException e) {
            // another user's processes may be hidden, see hidepid in proc(5)
        }
        return DEFAULT_POLICY;
    }

    private static @Nullable CheckResult check(XdpBroker broker, String interfaceName) throws IOException {
        try {
            return broker.check(LeaseRequest.of(interfaceName));
        } catch (XdpBrokerException e) {
            return null; // there is no such interface, which is told of the interface
        }
    }

    private static int pid(Path socket) throws IOException {
        try (OwnedFd connection = UnixSocket.connect(socket.toString())) {
            return PeerCredentials.of(connection).pid();
        }
    }
}
