package org.xdpbroker.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.exec.CommandArguments;
import org.xdpbroker.cli.memlock.LockedMemory;
import org.xdpbroker.cli.memlock.QemuMemory;
import org.xdpbroker.cli.memlock.Remedies;
import org.xdpbroker.client.CheckResult;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpBrokerException;
import org.xdpbroker.protocol.message.BrokerError;
import org.xdpbroker.protocol.message.ByteSize;
import org.xdpbroker.protocol.posix.MemlockLimit;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * {@code --memlock}: how much memory COMMAND has to be allowed to lock. With it the limit is raised, or nothing is started;
 * without it COMMAND gets the limit that is there, and a word of warning where QEMU's need is known to be more.
 */
final class MemlockOption {

    private static final String AS_QEMU = "";

    private final Command xdpBroker;
    private final Argument<String> given;

    MemlockOption(Command xdpBroker) {
        this.xdpBroker = xdpBroker;
        given = xdpBroker.add(Command.optionSpec(
                        String.class,
                        "SIZE",
                        "Have COMMAND allowed to lock SIZE of memory, such as 64M, or start nothing: raise its limit as far"
                                + " as you may, and ask the broker for the rest. Without SIZE, what QEMU registers for"
                                + " {netdev}: 32 MiB a queue.",
                        "--memlock")
                .arity("0..1")
                .preprocessor(new OnlyAfterEqualsSign())
                .build());
    }

    /** So that in {@code --memlock eth0 1} the interface is not taken for the size. */
    static final class OnlyAfterEqualsSign implements IParameterPreprocessor {
        @Override
        @SuppressWarnings("JdkObsolete") // the type of picocli's interface
        public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            if (" ".equals(info.get("separator"))) {
                args.push(AS_QEMU);
            }
            return false;
        }
    }

    /**
     * Sees to the limit, before anything is asked of the broker.
     *
     * @return the request, with what the broker has to raise the limit to, if it has to
     * @throws ParameterException if it is not said how much is needed
     */
    LeaseRequest prepare(LeaseRequest request, @Nullable CommandArguments command) throws IOException {
        ByteSize needed = needed(request, command);
        if (command == null || needed == null || command.haveIpcLock()) {
            return request;
        }
        LockedMemory may = LockedMemory.ofThisProcess();
        if (may.allows(needed.bytes())) {
            return request;
        }
        if (!given.isGiven()) {
            PrintWriter err = xdpBroker.err();
            err.println("xdp-broker: warning: " + shortage(may, needed, command));
            new Remedies(may, needed).lines(command.programInWords()).forEach(err::println);
            return request;
        }
        if (may.limit().mayAllow(needed.bytes())) {
            new MemlockLimit(needed.bytes(), may.limit().hard()).setForThisProcess();
            return request;
        }
        return request.withLockedMemory(needed.bytes());
    }

    /** Tells what can be done, where the broker refused a request because of the limit that it was to raise. */
    void refused(XdpBrokerException refusal, XdpBroker broker, LeaseRequest request, @Nullable CommandArguments command)
            throws IOException {
        if (request.lockedMemory() == 0 || command == null || !isTheReason(refusal, broker, request)) {
            return;
        }
        LockedMemory may = LockedMemory.ofThisProcess();
        ByteSize needed = new ByteSize(request.lockedMemory());
        PrintWriter err = xdpBroker.err();
        err.println("xdp-broker: COMMAND was not started. " + shortage(may, needed, command));
        new Remedies(may, needed).lines(command.programInWords()).forEach(err::println);
    }

    /** A denial does not tell which bound of the rule it is; without this one, policy may say something else. */
    private static boolean isTheReason(XdpBrokerException refusal, XdpBroker broker, LeaseRequest request)
            throws IOException {
        return "lockedMemory".equals(refusal.parameters().get("parameter"))
                || (refusal.error() == BrokerError.DENIED
                        && broker.check(request.withLockedMemory(0)).decision() == CheckResult.Decision.ALLOW);
    }

    private static String shortage(LockedMemory may, ByteSize needed, CommandArguments command) {
        String need = command.haveNetdev() ? "QEMU registers" : "it is to register";
        return "COMMAND may lock " + may.inWords() + " of memory (RLIMIT_MEMLOCK), and " + need + " "
                + needed.inWords() + (command.haveNetdev() ? " of packet memory, 32 MiB a queue" : "")
                + ". That fails with ENOBUFS (No buffer space available). What other programs of this user have registered"
                + " for AF_XDP counts, too. One of these helps:";
    }

    /** How much is needed; null if nobody can know. */
    private @Nullable ByteSize needed(LeaseRequest request, @Nullable CommandArguments command) {
        String size = given.orNull();
        if (size != null && command == null) {
            throw xdpBroker.usage("--memlock is for a COMMAND, and there is none");
        }
        if (size != null && !size.equals(AS_QEMU)) {
            try {
                return ByteSize.parse(size);
            } catch (IllegalArgumentException e) {
                throw xdpBroker.usage("--memlock: " + e.getMessage());
            }
        }
        if (command != null && command.haveNetdev()) {
            return QemuMemory.of(request.queues());
        }
        if (size != null) {
            throw xdpBroker.usage(
                    "--memlock needs a SIZE, as in --memlock=64M, unless COMMAND has {netdev} in its arguments");
        }
        return null;
    }
}
