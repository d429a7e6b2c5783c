package org.xdpbroker.broker.start;

import java.nio.file.Path;
import org.xdpbroker.protocol.message.Interfaces;

/**
 * The command line of xdp-brokerd. Read by hand: picocli works by reflection, which the privileged part goes without, and
 * there are six options.
 *
 * @param socket where to listen
 * @param policy the policy file
 * @param bindDeadlineMillis how long a client has to bind its sockets
 * @param verbose whether sessions are logged too
 * @param help whether to print the usage and do nothing
 * @param version whether to print the version and do nothing
 */
record BrokerOptions(
        String socket, Path policy, int bindDeadlineMillis, boolean verbose, boolean help, boolean version) {

    static final String USAGE = """
            Usage: xdp-brokerd [--socket PATH] [--policy FILE] [--bind-deadline SECONDS] [--verbose]

            Hands out AF_XDP sockets to programs without privilege, by policy. Serves in the foreground until SIGTERM.
            Needs CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF, and refuses to run with CAP_SYS_ADMIN or as root.

              --socket PATH            where to listen (default: /run/xdp-broker/org.xdpbroker)
              --policy FILE            who may have what (default: /etc/xdp-broker/policy.toml); owned by root and
                                       writable by nobody else, and so its folder
              --bind-deadline SECONDS  how long a client has to bind its sockets, 0.1 to 3600 (default: 30)
              --verbose                log the end of every session too
              --help                   print this and exit
              --version                print the version and exit

            Exit codes: 0 after SIGTERM or SIGINT, 2 for a wrong command line, 3 if the broker cannot start or go on.
            """;

    private static final int DEFAULT_DEADLINE_MILLIS = 30_000;
    private static final double LEAST_DEADLINE_SECONDS = 0.1;
    private static final double MOST_DEADLINE_SECONDS = 3600;

    /** The command line cannot be understood. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        private UsageException(String message) {
            super(message);
        }
    }

    static BrokerOptions parse(String... arguments) throws UsageException {
        String socket = Interfaces.DEFAULT_SOCKET;
        Path policy = Path.of("/etc/xdp-broker/policy.toml");
        int deadline = DEFAULT_DEADLINE_MILLIS;
        boolean verbose = false;
        boolean help = false;
        boolean version = false;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String option = equals < 0 ? argument : argument.substring(0, equals);
            boolean isFlag = true;
            switch (option) {
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
            if (!option.equals("--socket") && !option.equals("--policy") && !option.equals("--bind-deadline")) {
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
                default -> deadline = millis(value);
            }
        }
        return new BrokerOptions(socket, policy, deadline, verbose, help, version);
    }

    private static int millis(String seconds) throws UsageException {
        try {
            double value = Double.parseDouble(seconds);
            if (value >= LEAST_DEADLINE_SECONDS && value <= MOST_DEADLINE_SECONDS) {
                return (int) Math.round(value * 1000);
            }
        } catch (NumberFormatException e) {
            // told below, as for a number out of range
        }
        throw new UsageException("--bind-deadline takes seconds from 0.1 to 3600, not '" + seconds + "'");
    }
}
