package org.xdpbroker.polkit.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.xdpbroker.polkit.ActionId;
import org.xdpbroker.polkit.AuthorizationResult;
import org.xdpbroker.polkit.Details;
import org.xdpbroker.polkit.PolkitAuthority;
import org.xdpbroker.polkit.Subject;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.PeerCredentials;
import org.xdpbroker.protocol.transport.UnixSocket;

/** A daemon in short: listens, and asks polkit about whoever connects. */
public final class AskingProgram {

    private AskingProgram() {}

    /**
     * Lets a process of one user ask about a process of another.
     *
     * @return what the asking process was answered, as {@link AuthorizationResult#toString()} writes it
     */
    public static String run(PolkitBed bed, Account asking, Account asked, ActionId action) {
        try {
            Path folder = Files.createTempDirectory("xdp-broker-asking");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            Path socket = folder.resolve("socket");
            try (LoggedProcess program = UnprivilegedJava.start(
                    folder, asking, AskingProgram.class, bed.bus().address(), socket.toString(), action.value())) {
                program.awaitSaid("listening");
                try (LoggedProcess peer = SubjectProcess.connectTo(socket, asked.uid())) {
                    return program.awaitEnd() + peer.said();
                }
            } finally {
                PrivateRoot.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bus address, socket to listen at, action. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path path = Path.of(arguments[1]);
        try (OwnedFd listener = UnixSocket.listen(arguments[1], 1)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            System.out.println("listening");
            try (OwnedFd peer = SubjectProcess.accept(listener);
                    Subject subject = Subject.ofPeer(peer, PeerCredentials.of(peer))) {
                ask(arguments[0], subject, new ActionId(arguments[2]));
            }
        }
    }

    private static void ask(String bus, Subject subject, ActionId action) throws IOException, InterruptedException {
        long memory = residentKibibytes();
        long start = System.nanoTime();
        BlockingQueue<AuthorizationResult> answers = new ArrayBlockingQueue<>(1);
        try (PolkitAuthority authority = new PolkitAuthority(bus, PolkitAuthority.TIMEOUT)) {
            authority.ask(subject, action, new Details(Map.of("interface", "veth7")), false, answers::add);
            AuthorizationResult answer = answers.poll(20, TimeUnit.SECONDS);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            System.out.println("cold: " + millis + " ms from construction to answer, resident memory +"
                    + (residentKibibytes() - memory) + " KiB");
            System.out.println("answer: " + answer);
        }
    }

    /** proc_pid_status(5). */
    private static long residentKibibytes() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(candidate -> candidate.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
}
