package org.xdpbroker.cli.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xdpbroker.client.Lease;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;

/**
 * Turns this process into the command: same pid, the sockets and the lease from descriptor 3 on, and nothing else of this
 * JVM's.
 */
public final class CommandReplacement {

    /** The first descriptor that is passed, as SD_LISTEN_FDS_START. */
    private static final int FIRST_FD = 3;

    private static final int STDERR = 2;
    private static final int SIG_SETMASK = 2;
    private static final int SIGSET_BYTES = 128;
    private static final int CLOSE_RANGE_CLOEXEC = 4;

    private final Lease lease;
    private final CommandArguments command;

    public CommandReplacement(Lease lease, CommandArguments command) {
        this.lease = lease;
        this.command = command;
    }

    /**
     * Executes the command. Does not return: where execve(2) fails, this process tells so, and ends, and the lease with it.
     *
     * @return why it was not even tried, for the caller to throw
     * @throws IOException if a step before it failed
     */
    public IOException replaceThisProcess() throws IOException {
        Libc libc = Libc.get();
        List<OwnedFd> passed = new ArrayList<>();
        int count = lease.queues().size() + 1;
        int beyond = FIRST_FD + count;
        for (int queue : lease.queues()) {
            passed.add(lease.takeSocket(queue).duplicateFrom(beyond));
        }
        passed.add(lease.leaseFd().duplicateFrom(beyond));
        Placeholders placeholders = new Placeholders(lease.description(), FIRST_FD);
        List<String> arguments = new ArrayList<>();
        for (String argument : command.arguments()) {
            arguments.add(placeholders.replace(argument));
        }
        List<String> environment = CommandEnvironment.of(
                ByteStrings.read(Path.of("/proc/self/environ")),
                lease.description(),
                placeholders,
                beyond - 1,
                libc.getpid());
        Pointer argv = ByteStrings.toArray(arguments);
        Pointer envp = ByteStrings.toArray(environment);
        Pointer noSignals = Libc.allocate(SIGSET_BYTES);
        int[] numbers = new int[passed.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = passed.get(i).number();
        }
        byte[] program = ByteStrings.toCString(command.program());
        // each of the last calls once where it does nothing, so that their bindings and classes are loaded
        libc.close_range(Integer.MAX_VALUE, -1, CLOSE_RANGE_CLOEXEC);
        libc.dup2(0, 0);
        tell("");
        libc.pthread_sigmask(SIG_SETMASK, noSignals, 0);
        CommandFailedException expected = execute(new byte[1], argv, envp);
        if (!expected.isMissing()) {
            return expected; // not even looked for: the arguments are too long, or memory is short
        }
        // From here on the JVM's own files at 3 and up are overwritten: nothing may load a class any more.
        libc.close_range(FIRST_FD, -1, CLOSE_RANGE_CLOEXEC);
        for (int i = 0; i < numbers.length; i++) {
            libc.dup2(numbers[i], FIRST_FD + i); // clears close-on-exec
        }
        CommandFailedException failure = execute(program, argv, envp);
        // told here, since whoever caught an exception would load classes to tell it
        tell("xdp-broker: ");
        tell(String.valueOf(failure.getMessage()));
        tell("\n");
        Runtime.getRuntime().halt(failure.exitCode());
        return failure;
    }

    private static void tell(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Libc.get().write(STDERR, bytes, bytes.length);
    }

    /** Returns only if the kernel refuses. */
    private CommandFailedException execute(byte[] program, Pointer argv, Pointer envp) {
        Libc.get().execve(program, argv, envp);
        Errno errno = Errno.last();
        return new CommandFailedException(
                ByteStrings.toText(command.program()) + ": cannot be executed: " + errno + ". The lease has ended.",
                errno.equals(Errno.ENOENT));
    }
}
