package org.xdpbroker.broker.start;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.polkit.PolkitAuthority;

/**
 * The command line of xdp-brokerd. Read by hand: picocli uses reflection, which the privileged part goes without, and
 * there are few options.
 *
 * @param socket where to listen; null for the default, or for the socket that was passed
 * @param policy the policy file
 * @param bindDeadlineMillis how long a client has to bind its sockets
 * @param idleExitMillis after how long without connections and leases to go; 0 for never
 * @param fdStore whether the service manager keeps the leases while no broker runs
 * @param polkitBus D-Bus address at which polkit is asked
 * @param raiseMemlock whether to raise limits of locked memory of clients where a rule allows it
 * @param checkedPolicy a policy file to check and do nothing else; null to serve
 * @param verbose whether sessions are logged too
 * @param help whether to print the usage and do nothing
 * @param version whether to print the version and do nothing
 */
record BrokerOptions(
        @Nullable String socket,
        Path policy,
        int bindDeadlineMillis,
        int idleExitMillis,
        boolean fdStore,
        String polkitBus,
        boolean raiseMemlock,
        @Nullable Path checkedPolicy,
        boolean verbose,
        boolean help,
        boolean version) {

    static final String USAGE = """
            Usage: xdp-brokerd [--socket PATH] [--policy FILE] [--bind-deadline SECONDS] [--idle-exit SECONDS]
                               [--fd-store] [--polkit-bus ADDRESS] [--raise-memlock] [--verbose]
                   xdp-brokerd --check FILE

            Hands out AF_XDP sockets to programs without privilege, by policy. Serves in the foreground until SIGTERM.
            Needs CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF, with --raise-memlock also CAP_SYS_RESOURCE, and refuses to run
            with CAP_SYS_ADMIN or as root.

              --socket PATH            where to listen (default: /run/xdp-broker/org.xdpbroker); not where a service
                                       manager passes the socket
              --policy FILE            who may have what (default: /etc/xdp-broker/policy.toml); owned by root and
                                       writable by nobody else, and so its folder
              --bind-deadline SECONDS  how long a client has to bind its sockets, 0.1 to 3600 (default: 30)
              --idle-exit SECONDS      exit after so long without a connection and a lease, 0.1 to 3600 (default: serve on)
              --fd-store               have the service manager keep the leases, so that they outlive this process until the
                                       next one has started; needs FileDescriptorStoreMax= in the unit
              --polkit-bus ADDRESS     the D-Bus address at which polkit is asked
                                       (default: unix:path=/run/dbus/system_bus_socket)
              --raise-memlock          raise limits of locked memory of clients that ask for it, where their rule has
                                       max-memlock
              --check FILE             tell every fault of a policy file, or that it is good, and exit
              --verbose                log the end of every session too
              --help                   print this and exit
              --version                print the version and exit

            SIGHUP reads the policy file again; one that is refused leaves the policy before it in force.

            Exit codes: 0 after SIGTERM, SIGINT or --idle-exit, 1 if --check found faults, 2 for a wrong command line, 3 if
            the broker cannot start or go on.
            """;

    private static final Set<String> WITH_VALUE =
            Set.of("--socket", "--policy", "--bind-deadline", "--idle-exit", "--polkit-bus", "--check");
    private static final int DEFAULT_DEADLINE_MILLIS = 30_000;
    private static final double LEAST_SECONDS = 0.1;
    private static final double MOST_SECONDS = 3600;

    /** The command line cannot be understood. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        private UsageException(String message) {
            super(message);
        }
    }

    static BrokerOptions parse(String... arguments) throws UsageException {
        String socket = null;
        Path policy = Path.of("/etc/xdp-broker/policy.toml");
        int deadline = DEFAULT_DEADLINE_MILLIS;
        int idleExit = 0;
        String polkitBus = PolkitAuthority.SYSTEM_BUS;
        Path checkedPolicy = null;
        boolean fdStore = false;
        boolean raiseMemlock = false;
        boolean verbose = false;
        boolean help = false;
        boolean version = false;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String option = equals < 0 ? argument : argument.substring(0, equals);
            boolean isFlag = true;
            switch (option) {
                case "--fd-store" -> fdStore = true;
                case "--raise-memlock" -> raiseMemlock = true;
                case "--verbose" -> verbose = true;
                case "--help", "-h" -> help = true;
                case "--version" -> version = true;
                default -> isFlag = false;
            }
            if (isFlag) {
                if (equals >= 0) {
                    throw new UsageException("option " + option + " takes no value");
                }
                continue;
            }
            if (!WITH_VALUE.contains(option)) {
                throw new UsageException("unknown argument '" + argument + "'");
            }
            if (equals < 0 && i + 1 == arguments.length) {
                throw new UsageException("option " + option + " needs a value");
            }
            String value = equals < 0 ? arguments[++i] : argument.substring(equals + 1);
            if (value.isEmpty()) {
                throw new UsageException("option " + option + " needs a value");
            }
            switch (option) {
                case "--socket" -> socket = value;
                case "--policy" -> policy = Path.of(value);
                case "--polkit-bus" -> polkitBus = value;
                case "--check" -> checkedPolicy = Path.of(value);
                case "--idle-exit" -> idleExit = millis(option, value);
                default -> deadline = millis(option, value);
            }
        }
        return new BrokerOptions(
                socket,
                policy,
                deadline,
                idleExit,
                fdStore,
                polkitBus,
                raiseMemlock,
                checkedPolicy,
                verbose,
                help,
                version);
    }

    private static int millis(String option, String seconds) throws UsageException {
        try {
            double value = Double.parseDouble(seconds);
            if (value >= LEAST_SECONDS && value <= MOST_SECONDS) {
                return (int) Math.round(value * 1000);
            }
        } catch (NumberFormatException e) {
            // told below, as for a number out of range
        }
        throw new UsageException(option + " takes seconds from 0.1 to 3600, not '" + seconds + "'");
    }
}
