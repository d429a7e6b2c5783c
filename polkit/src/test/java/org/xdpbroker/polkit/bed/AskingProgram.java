package org.xdpbroker.polkit.bed;

import java.io.IOException;
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
                    program.awaitSaid("answer: ");
                    return program.said() + peer.said();
                }
            } finally {
                PrivateRoot.delete(folder);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Bus address, socket to listen at, action. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path path = Path.of(arguments[1]);
        try (OwnedFd listener = UnixSocket.listen(arguments[1], 1);
                PolkitAuthority authority = new PolkitAuthority(arguments[0], PolkitAuthority.TIMEOUT)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            System.out.println("listening");
            BlockingQueue<AuthorizationResult> answers = new ArrayBlockingQueue<>(1);
            try (OwnedFd peer = SubjectProcess.accept(listener);
                    Subject subject = Subject.ofPeer(peer, PeerCredentials.of(peer))) {
                Details details = new Details(Map.of("interface", "veth7"));
                authority.ask(subject, new ActionId(arguments[2]), details, false, answers::add);
                System.out.println("answer: " + answers.poll(20, TimeUnit.SECONDS));
            }
        }
    }
}
