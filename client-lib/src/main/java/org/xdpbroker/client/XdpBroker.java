package org.xdpbroker.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.InterfaceDescription;
import org.xdpbroker.protocol.message.Interfaces;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.varlink.Fields;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

/**
 * A connection to xdp-brokerd, which grants AF_XDP sockets to programs without privilege.
 *
 * <pre>{@code
 * try (XdpBroker broker = XdpBroker.connect();
 *         Lease lease = broker.request(LeaseRequest.of("eth0"));
 *         Umem umem = Umem.create(UmemConfig.DEFAULT);
 *         XdpSocket socket = lease.open(0, umem)) {
 *     ...
 * }
 * }</pre>
 *
 * <p>Safe for use from several threads: one call goes on at a time, the others wait. A call throws {@link XdpBrokerException}
 * if the broker refuses, after which the connection goes on; {@link BrokerTimeoutException}, {@link
 * BrokerConnectionException} or {@link BrokerProtocolException} otherwise, after which it is closed.
 *
 * <p>Leases outlive the connection they were granted over.
 */
public final class XdpBroker implements AutoCloseable {

    /** The environment variable that names the broker's socket. */
    public static final String SOCKET_VARIABLE = "XDP_BROKER_SOCKET";

    /** How long connecting and each call may take if nothing else is said. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** More than one, as a broker may go between its start and its first call. */
    private static final int MOST_STARTS = 3;

    private final VarlinkConnection connection;

    private XdpBroker(VarlinkConnection connection) {
        this.connection = connection;
    }

    /** As {@link #connect(Duration)}, with {@link #DEFAULT_TIMEOUT}. */
    public static XdpBroker connect() throws IOException {
        return connect(DEFAULT_TIMEOUT);
    }

    /**
     * Connects to the socket that {@link #SOCKET_VARIABLE} names, else to {@value Interfaces#DEFAULT_SOCKET}. If nobody listens
     * at the latter, and brokers are not started by systemd here but by the program {@code /usr/sbin/xdp-broker-launch}, that
     * program is run, and the broker that it started connected to.
     *
     * @param timeout how long connecting may take, as long again for each start of a broker, and each call after that
     * @throws BrokerConnectionException if nobody listens there and none could be started, or this user may not connect; the
     *     message says what to do
     */
    public static XdpBroker connect(Duration timeout) throws IOException {
        return isNamed() || !Launcher.isInCharge()
                ? connect(defaultSocket(), timeout)
                : connectOrLaunch(Path.of(Interfaces.DEFAULT_SOCKET), timeout);
    }

    /** The socket that {@link #SOCKET_VARIABLE} names, else {@value Interfaces#DEFAULT_SOCKET}. */
    public static Path defaultSocket() {
        return Path.of(isNamed() ? System.getenv(SOCKET_VARIABLE) : Interfaces.DEFAULT_SOCKET);
    }

    /** Connects to a socket, with {@link #DEFAULT_TIMEOUT}. Starts no broker. */
    public static XdpBroker connect(Path socket) throws IOException {
        return connect(socket, DEFAULT_TIMEOUT);
    }

    /**
     * Connects to a socket. Starts no broker.
     *
     * @param timeout how long connecting may take, should the broker's queue be full, and each call after that
     */
    public static XdpBroker connect(Path socket, Duration timeout) throws IOException {
        return new XdpBroker(VarlinkConnection.connect(socket, timeout));
    }

    /** Who answers at this socket. */
    public BrokerInfo info() throws IOException {
        Fields fields = call(Interfaces.SERVICE, "GetInfo", new JsonObject());
        try {
            return new BrokerInfo(fields.string("product"), fields.string("version"));
        } catch (InvalidParameterException e) {
            throw malformed("GetInfo", e);
        }
    }

    /**
     * Asks for queues of an interface.
     *
     * @return the lease, the caller's to close
     * @throws XdpBrokerException if the broker refuses; nothing is held then
     */
    public Lease request(LeaseRequest request) throws IOException {
        VarlinkConnection.Answer answer =
                succeed(Interfaces.BROKER, "Request", request.parameters().encode());
        try {
            return new Lease(this, LeaseReply.decode(answer.reply().parameters(), answer.fds()));
        } catch (BrokerProtocolException e) {
            connection.close();
            throw e;
        }
    }

    /** What {@link #request} would answer by policy, with nothing done. */
    public CheckResult check(LeaseRequest request) throws IOException {
        Fields fields = call("Check", request.parameters().encode());
        try {
            return new CheckResult(
                    decision(fields.string("decision")), fields.stringOrNull("rule"), fields.string("reason"));
        } catch (InvalidParameterException e) {
            throw malformed("Check", e);
        }
    }

    /** The caller's own leases; all of them if the caller may manage. Nobody is asked for a password. */
    public List<LeaseDescription> leases() throws IOException {
        return leases(false);
    }

    /**
     * The caller's own leases; all of them if the caller may manage.
     *
     * @param allowInteractiveAuthentication whether a person may be asked for a password to find that out
     */
    public List<LeaseDescription> leases(boolean allowInteractiveAuthentication) throws IOException {
        Fields fields = call("ListLeases", interactive(allowInteractiveAuthentication));
        try {
            List<LeaseDescription> leases = new ArrayList<>();
            for (JsonObject lease : fields.objects("leases")) {
                leases.add(LeaseDescription.decode(lease));
            }
            return List.copyOf(leases);
        } catch (InvalidParameterException e) {
            throw malformed("ListLeases", e);
        }
    }

    /** The interfaces of the broker's network namespace, with what policy says to this caller. */
    public List<InterfaceDescription> interfaces() throws IOException {
        Fields fields = call("ListInterfaces", new JsonObject());
        try {
            List<InterfaceDescription> interfaces = new ArrayList<>();
            for (JsonObject nif : fields.objects("interfaces")) {
                interfaces.add(InterfaceDescription.decode(nif));
            }
            return List.copyOf(interfaces);
        } catch (InvalidParameterException e) {
            throw malformed("ListInterfaces", e);
        }
    }

    /** Ends a lease of the caller's, or of anybody's if the caller may manage. Nobody is asked for a password. */
    public void revoke(String leaseId, @Nullable String reason) throws IOException {
        revoke(leaseId, reason, false);
    }

    /**
     * Ends a lease, wherever it is held: of the caller's, or of anybody's if the caller may manage.
     *
     * @param reason told to its holder; null for none
     * @param allowInteractiveAuthentication whether a person may be asked for a password
     * @throws XdpBrokerException NO_SUCH_LEASE if there is none, or it is another user's and this caller may not manage
     */
    public void revoke(String leaseId, @Nullable String reason, boolean allowInteractiveAuthentication)
            throws IOException {
        JsonObject parameters = interactive(allowInteractiveAuthentication);
        parameters.addProperty("id", leaseId);
        if (reason != null) {
            parameters.addProperty("reason", reason);
        }
        call("Revoke", parameters);
    }

    /** Closes the connection. Leases go on; what they still need the broker for fails. */
    @Override
    public void close() {
        connection.close();
    }

    /** Calls a method that passes no descriptors; any that come are closed. */
    Fields call(String method, JsonObject parameters) throws IOException {
        return call(Interfaces.BROKER, method, parameters);
    }

    private Fields call(String varlinkInterface, String method, JsonObject parameters) throws IOException {
        VarlinkConnection.Answer answer = succeed(varlinkInterface, method, parameters);
        answer.closeDescriptors();
        return new Fields(answer.reply().parameters());
    }

    private VarlinkConnection.Answer succeed(String varlinkInterface, String method, JsonObject parameters)
            throws IOException {
        VarlinkConnection.Answer answer = connection.call(varlinkInterface + "." + method, parameters);
        String error = answer.reply().error();
        if (error != null) {
            answer.closeDescriptors();
            throw new XdpBrokerException(error, answer.reply().parameters());
        }
        return answer;
    }

    private static boolean isNamed() {
        String path = System.getenv(SOCKET_VARIABLE);
        return path != null && !path.isEmpty();
    }

    /**
     * A broker that ends as nobody uses it may have let in a connection that it does not serve any more. So it is asked who it
     * is before it is handed out: then it is there, and stays for as long as the connection lasts.
     */
    private static XdpBroker connectOrLaunch(Path socket, Duration timeout) throws IOException {
        for (int start = 1; ; start++) {
            try {
                XdpBroker broker = connect(socket, timeout);
                try {
                    broker.info();
                    return broker;
                } catch (IOException | RuntimeException e) {
                    broker.close();
                    throw e;
                }
            } catch (BrokerConnectionException e) {
                if (start > MOST_STARTS || !Launcher.helpsWith(e)) {
                    throw e;
                }
                Launcher.run(e, timeout);
            }
        }
    }

    private static JsonObject interactive(boolean allowInteractiveAuthentication) {
        JsonObject parameters = new JsonObject();
        if (allowInteractiveAuthentication) {
            parameters.addProperty("allowInteractiveAuthentication", true);
        }
        return parameters;
    }

    private static CheckResult.Decision decision(String word) throws InvalidParameterException {
        for (CheckResult.Decision decision : CheckResult.Decision.values()) {
            if (decision.name().toLowerCase(Locale.ROOT).equals(word)) {
                return decision;
            }
        }
        throw new InvalidParameterException("decision", "is none of allow, ask, deny");
    }

    private BrokerProtocolException malformed(String method, InvalidParameterException e) {
        connection.close();
        return new BrokerProtocolException("the answer to " + method + " is not as agreed: " + e.getMessage(), e);
    }
}
