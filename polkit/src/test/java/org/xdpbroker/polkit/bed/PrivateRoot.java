package org.xdpbroker.polkit.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A mount namespace in which the machine's files look as a test wants them: accounts, polkit's actions and rules, and an
 * empty /run with a folder for the bus. Outside of it nothing changes. Programs in it see all processes.
 */
public final class PrivateRoot implements AutoCloseable {

    /** Waits at the end of its input, so that the namespace goes with this JVM. */
    private static final String HOLD = """
            set -e
            mount -t tmpfs -o mode=755 tmpfs /run
            mkdir /run/dbus
            mount --bind "$1/run" /run/dbus
            mount --bind "$1/actions" /usr/share/polkit-1/actions
            mount --bind "$1/rules" /etc/polkit-1/rules.d
            for file in passwd group shadow; do mount --bind "$1/etc/$file" /etc/$file; done
            echo ready
            exec cat
            """;

    private final Path folder;
    private final LoggedProcess holder;

    /**
     * @param actions names of action files and what is in them
     * @param rules what is in the one rules file
     */
    PrivateRoot(Map<String, String> actions, String rules) {
        Prerequisites.check();
        try {
            folder = Files.createTempDirectory("xdp-broker-polkit");
            permit(folder, "rwxr-xr-x");
            for (String name : List.of("run", "actions", "rules", "etc")) {
                permit(Files.createDirectory(folder.resolve(name)), "rwxr-xr-x");
            }
            for (Map.Entry<String, String> action : actions.entrySet()) {
                write("actions/" + action.getKey(), action.getValue());
            }
            write("rules/10-test.rules", rules);
            writeAccounts();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        holder = LoggedProcess.start(
                "namespace",
                List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", HOLD, "sh", folder.toString()));
        holder.awaitSaid("ready");
    }

    /** What is /run/dbus inside. */
    Path runFolder() {
        return folder.resolve("run");
    }

    /** A file that everyone may read, inside and outside. */
    Path write(String name, String content) {
        try {
            return permit(Files.writeString(folder.resolve(name), content), "rw-r--r--");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command that runs in the namespace, as the same process. */
    List<String> inside(String... command) {
        String process = "/proc/" + holder.pid();
        // the root too, which is another one where all of this runs in a chroot
        List<String> all =
                new ArrayList<>(List.of("nsenter", "--mount=" + process + "/ns/mnt", "--root=" + process + "/root"));
        all.addAll(List.of(command));
        return all;
    }

    @Override
    public void close() {
        holder.close();
        try {
            delete(folder);
        } catch (IOException e) {
            System.err.println("left behind: " + folder + ": " + e);
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    /** The machine's users without their passwords, which are nobody's business here, and ours with. */
    private void writeAccounts() throws IOException {
        StringBuilder passwd = new StringBuilder(Files.readString(Path.of("/etc/passwd"), StandardCharsets.UTF_8));
        StringBuilder group = new StringBuilder(Files.readString(Path.of("/etc/group"), StandardCharsets.UTF_8));
        StringBuilder shadow = new StringBuilder("root:*:19000:0:99999:7:::\n");
        for (Account account : List.of(Account.DAEMON, Account.USER, Account.ADMINISTRATOR)) {
            passwd.append(account.passwdLine());
            group.append(account.groupLine());
            shadow.append(account.shadowLine());
        }
        write("etc/passwd", passwd.toString());
        write("etc/group", group.toString());
        permit(write("etc/shadow", shadow.toString()), "rw-------");
    }

    private static Path permit(Path path, String permissions) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
