package org.xdpbroker.broker.start;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.policy.Policy;
import org.xdpbroker.broker.policy.PolicyException;
import org.xdpbroker.broker.policy.PolicyFile;
import org.xdpbroker.broker.service.Version;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;

/** The program xdp-brokerd. */
public final class BrokerMain {

    private static final int EXIT_USAGE = 2;
    private static final int EXIT_FAILURE = 3;

    private BrokerMain() {}

    public static void main(String[] arguments) {
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        // halt, not exit: nothing is left to a shutdown hook, and the kernel takes back what the process held
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
        try {
            serve(options, new EventLog(err, options.verbose()));
            return 0;
        } catch (PolicyException e) {
            e.problems().forEach(problem -> err.println("xdp-brokerd: " + problem));
            err.println("xdp-brokerd: the policy is refused; nothing is served without one.");
        } catch (IOException | IllegalStateException e) {
            err.println("xdp-brokerd: " + e.getMessage());
        }
        return EXIT_FAILURE;
    }

    private static void serve(BrokerOptions options, EventLog log) throws IOException, PolicyException {
        Privileges.check();
        Policy policy = PolicyFile.load(options.policy(), new SystemAccounts());
        OwnedFd socket = ListenSocket.open(options.socket());
        ServiceNotifier notifier = new ServiceNotifier(System.getenv("NOTIFY_SOCKET"));
        try (Broker broker = new Broker(socket, policy, options.bindDeadlineMillis(), log)) {
            stopOnSignal(broker);
            log.info(
                    "ready",
                    "version",
                    Version.TEXT,
                    "pid",
                    Libc.get().getpid(),
                    "uid",
                    Integer.toUnsignedString(Libc.get().geteuid()),
                    "socket",
                    options.socket(),
                    "policy",
                    options.policy(),
                    "rules",
                    policy.ruleCount());
            notifier.ready();
            broker.run();
            notifier.stopping();
        } finally {
            ListenSocket.remove(options.socket());
        }
        log.info("stopped");
    }

    /**
     * SIGTERM and SIGINT as an orderly stop with exit code 0. The JVM answers them by running shutdown hooks and would then
     * exit with 143 or 130; this hook waits instead until the main thread, its work undone, ends the process.
     */
    private static void stopOnSignal(Broker broker) {
        Thread main = Thread.currentThread();
        Thread hook = new Thread(
                () -> {
                    broker.stop();
                    try {
                        main.join();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop-signal");
        Runtime.getRuntime().addShutdownHook(hook);
    }
}
