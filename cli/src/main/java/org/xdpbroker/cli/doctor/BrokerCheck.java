package org.xdpbroker.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.exec.ShellWord;
import org.xdpbroker.client.BrokerConnectionException;
import org.xdpbroker.client.BrokerTimeoutException;
import org.xdpbroker.protocol.posix.Errno;

/** Whether a broker listens, lets this user in, and answers as this version does. */
final class BrokerCheck implements Check {

    private static final String NAME = "broker";
    private static final String PRODUCT = "xdp-brokerd";
    private static final Path POLICY = Path.of("/etc/xdp-broker/policy.toml");
    private static final Path SOCKET_UNIT = Path.of("/usr/lib/systemd/system/xdp-broker.socket");

    private final BrokerAnswers broker;
    private final @Nullable String ownVersion;

    BrokerCheck(BrokerAnswers broker) {
        this(broker, BrokerCheck.class.getPackage().getImplementationVersion());
    }

    BrokerCheck(BrokerAnswers broker, @Nullable String ownVersion) {
        this.broker = broker;
        this.ownVersion = ownVersion;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Finding> look() {
        if (broker.info() == null) {
            return List.of(unreachable(Objects.requireNonNull(broker.failure())));
        }
        List<Finding> findings = new ArrayList<>();
        String version = broker.info().version();
        if (!broker.info().product().equals(PRODUCT)) {
            findings.add(Finding.problem(
                    NAME,
                    "what answers at " + broker.socket() + " calls itself "
                            + broker.info().product() + ", not " + PRODUCT,
                    "unset XDP_BROKER_SOCKET"));
        } else if (ownVersion != null && !ownVersion.equals(version)) {
            findings.add(Finding.note(
                    NAME, "version " + version + " answers at " + broker.socket() + "; this program is " + ownVersion));
        } else {
            findings.add(Finding.ok(NAME, "version " + version + " answers at " + broker.socket()));
        }
        if (broker.failure() != null) {
            findings.add(Finding.problem(
                    NAME,
                    "does not answer everything: " + trimmed(broker.failure().getMessage())));
        }
        return findings;
    }

    private Finding unreachable(IOException failure) {
        Errno errno = failure instanceof BrokerConnectionException lost ? lost.errno() : null;
        String socket = broker.socket().toString();
        if (Errno.ENOENT.equals(errno)) {
            return new Finding(Level.PROBLEM, NAME, "no broker: there is no socket " + socket, start());
        }
        if (Errno.ECONNREFUSED.equals(errno)) {
            return new Finding(
                    Level.PROBLEM,
                    NAME,
                    "no broker: nobody listens at " + socket + ", which one has left behind",
                    start());
        }
        if (Errno.EACCES.equals(errno)) {
            return forbidden();
        }
        if (failure instanceof BrokerTimeoutException) {
            return Finding.problem(
                    NAME,
                    trimmed(failure.getMessage()),
                    "ps -eo pid,stat,etime,args | grep '[B]rokerMain'  # STAT T: stopped; kill -CONT PID goes on");
        }
        return Finding.problem(NAME, trimmed(failure.getMessage()));
    }

    /** The first folder on the way that this user may not search; else it is the socket's own mode. */
    private Finding forbidden() {
        Path socket = broker.socket().toAbsolutePath();
        for (int names = 1; names < socket.getNameCount(); names++) {
            Path folder = socket.getRoot().resolve(socket.subpath(0, names));
            if (!Files.isExecutable(folder)) {
                return Finding.problem(
                        NAME,
                        "this user may not search " + folder + ", in which the socket " + socket + " is",
                        "sudo chmod o+x " + ShellWord.of(folder.toString()));
            }
        }
        return Finding.problem(
                NAME,
                "this user may not write to the socket " + socket
                        + ", which is open to everyone as the broker makes it",
                "sudo chmod 666 " + ShellWord.of(socket.toString()));
    }

    private List<String> start() {
        List<String> commands = new ArrayList<>();
        boolean atItsPlace = broker.isAtDefaultSocket();
        if (atItsPlace && LauncherCheck.hasSystemd() && Files.exists(SOCKET_UNIT)) {
            installPolicy(commands);
            commands.add("sudo systemctl enable --now " + SOCKET_UNIT.getFileName());
            return commands;
        }
        if (atItsPlace && !LauncherCheck.hasSystemd() && Files.exists(Path.of(LauncherCheck.PROGRAM))) {
            installPolicy(commands);
            commands.add(LauncherCheck.PROGRAM);
            return commands;
        }
        Path folder = broker.socket().toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            commands.add("sudo install -d -m 755 -o \"$(id -u xdp-broker 2>/dev/null || echo 61180)\" "
                    + ShellWord.of(folder.toString()));
        }
        installPolicy(commands);
        commands.add("sudo " + Installation.path("bin/xdp-brokerd")
                + (atItsPlace ? "" : " --socket " + ShellWord.of(broker.socket().toString())));
        return commands;
    }

    private static void installPolicy(List<String> commands) {
        if (!Files.exists(POLICY)) {
            commands.add("sudo install -D -m 644 " + Installation.path("share/xdp-broker/policy.toml") + " " + POLICY);
        }
    }

    private static String trimmed(@Nullable String sentence) {
        return String.valueOf(sentence).replaceAll("\\.$", "");
    }
}
