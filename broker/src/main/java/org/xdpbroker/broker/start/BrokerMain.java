package org.xdpbroker.broker.start;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.policy.Policy;
import org.xdpbroker.broker.policy.PolicyException;
import org.xdpbroker.broker.policy.PolicyFile;
import org.xdpbroker.broker.service.Version;
import org.xdpbroker.broker.store.PassedFds;
import org.xdpbroker.broker.xdp.XdpSockets;
import org.xdpbroker.protocol.message.Interfaces;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;

/** The program xdp-brokerd. */
public final class BrokerMain {

    private static final int EXIT_BAD_POLICY = 1;
    private static final int EXIT_USAGE = 2;
    private static final int EXIT_FAILURE = 3;

    /** malloc.h's, and from how many bytes on: HotSpot's compilers work in pieces of 32 KiB. */
    private static final int M_MMAP_THRESHOLD = -3;

    private static final int GIVEN_BACK_FROM = 16 * 1024;

    private BrokerMain() {}

    public static void main(String[] arguments) {
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        // halt, not exit: there is no shutdown hook to run, and the kernel takes back what the process held
        Runtime.getRuntime().halt(run(arguments, System.out, err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        BrokerOptions options;
        try {
            options = BrokerOptions.parse(arguments);
        } catch (BrokerOptions.UsageException e) {
            err.println("xdp-brokerd: " + e.getMessage() + ". Try 'xdp-brokerd --help'.");
            return EXIT_USAGE;
        }
        if (options.help()) {
            out.print(BrokerOptions.USAGE);
            return 0;
        }
        if (options.version()) {
            out.println("xdp-brokerd " + Version.TEXT);
            return 0;
        }
        if (options.checkedPolicy() != null) {
            return check(options.checkedPolicy(), out, err);
        }
        try (EventLog log = EventLog.open(err, options.verbose(), System.getenv("JOURNAL_STREAM"))) {
            serve(options, log);
            return 0;
        } catch (PolicyException e) {
            e.problems().forEach(problem -> err.println("xdp-brokerd: " + problem));
            err.println("xdp-brokerd: the policy is refused; nothing is served without one.");
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            err.println("xdp-brokerd: " + e.getMessage());
        } catch (LinkageError e) {
            // a native library is not there: jffi's stub, or libbpf, whose loader says what to install
            Throwable cause = e.getCause() == null ? e : e.getCause();
            err.println("xdp-brokerd: a native library cannot be loaded: " + cause.getMessage());
        }
        return EXIT_FAILURE;
    }

    private static int check(Path policy, PrintStream out, PrintStream err) {
        try {
            int rules = PolicyFile.load(policy, new SystemAccounts()).ruleCount();
            out.println(policy + ": good, " + rules + (rules == 1 ? " rule" : " rules"));
            return 0;
        } catch (PolicyException e) {
            e.problems().forEach(err::println);
            return EXIT_BAD_POLICY;
        }
    }

    private static void serve(BrokerOptions options, EventLog log) throws IOException, PolicyException {
        // what a compiler took for a moment goes back to the kernel, and does not stay in an arena of malloc's
        Libc.get().mallopt(M_MMAP_THRESHOLD, GIVEN_BACK_FROM);
        ServiceEnvironment service =
                ServiceEnvironment.of(System.getenv(), Libc.get().getpid());
        Privileges.check(log, options.raiseMemlock());
        XdpSockets.checkThatKernelObeysTheLock();
        Policy policy = PolicyFile.load(options.policy(), new SystemAccounts());
        if (options.fdStore() && service.notifySocket() == null) {
            throw new IOException(
                    "--fd-store keeps descriptors at a service manager, and there is none (NOTIFY_SOCKET)."
                            + " Leave it out, or start the broker as a service of Type=notify.");
        }
        PassedFds passed = PassedFds.adopt(ServiceEnvironment.FIRST_FD, service.fdNames());
        ListenSocket socket = listen(options, passed, service.fdNames());
        try (Broker broker = new Broker(socket, passed, policy, options, service, log)) {
            log.info(
                    "ready",
                    "version",
                    Version.TEXT,
                    "pid",
                    Libc.get().getpid(),
                    "uid",
                    Integer.toUnsignedString(Libc.get().geteuid()),
                    "socket",
                    socket,
                    "policy",
                    options.policy(),
                    "rules",
                    policy.ruleCount());
            broker.run();
        } finally {
            socket.removeFile();
        }
        log.info("stopped");
    }

    private static ListenSocket listen(BrokerOptions options, PassedFds passed, List<String> names) throws IOException {
        OwnedFd socket = passed.take(ListenSocket.PASSED_NAME);
        if (socket == null) {
            socket = passed.take(ServiceEnvironment.NO_NAME);
        }
        boolean isAmbiguous = passed.names().contains(ListenSocket.PASSED_NAME)
                || passed.names().contains(ServiceEnvironment.NO_NAME);
        if (isAmbiguous || (!options.fdStore() && !passed.names().isEmpty())) {
            throw new IOException("the descriptors " + names + " were passed, and the broker listens on one, "
                    + ListenSocket.PASSED_NAME + ". Give the service one socket, with FileDescriptorName="
                    + ListenSocket.PASSED_NAME + "; with --fd-store it takes what it has stored, too.");
        }
        if (socket == null) {
            return ListenSocket.open(options.socket() == null ? Interfaces.DEFAULT_SOCKET : options.socket());
        }
        if (options.socket() != null) {
            throw new IOException(
                    "--socket " + options.socket() + " says where to listen, and so does the socket that was"
                            + " passed (LISTEN_FDS). Leave one of them out; the path of a passed one is in ListenStream= of its"
                            + " unit.");
        }
        return ListenSocket.passed(socket);
    }
}
