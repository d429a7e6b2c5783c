package org.xdpbroker.broker.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads the policy file, and only one that nobody but root can have written: a regular file, no symbolic link, owned by root
 * and not writable by group or others, in a folder of which the same holds.
 */
public final class PolicyFile {

    /** The largest file in bytes. */
    public static final int MAX_BYTES = 1024 * 1024;

    private static final int WRITABLE_BY_GROUP_OR_OTHERS = 0022;
    private static final int S_IFMT = 0170000;
    private static final int S_IFREG = 0100000;
    private static final int S_IFLNK = 0120000;

    private PolicyFile() {}

    /**
     * Reads a policy.
     *
     * @param path the file
     * @param accounts resolves the names of users and groups, now and not again
     * @throws PolicyException with everything that is wrong with the file; nothing of it is then in force
     */
    public static Policy load(Path path, Accounts accounts) throws PolicyException {
        String text;
        try {
            // By name twice, and still one file: in a folder of root's nobody else can put another in its place.
            // Who can move the folder itself can at most show a file in a folder that are both root's own.
            check(path);
            text = read(path);
        } catch (NoSuchFileException e) {
            throw refused(path, "does not exist", "a policy file there");
        } catch (AccessDeniedException e) {
            throw refused(
                    path,
                    "cannot be read by this process",
                    "a file that the daemon's user can reach and read: chmod o+r " + path);
        } catch (FileSystemException e) {
            throw refused(path, "cannot be read: " + e.getReason(), "a readable file");
        } catch (IOException e) {
            throw refused(path, "cannot be read: " + e.getMessage(), "a readable file");
        }
        return PolicyParser.parse(path.toString(), text, accounts);
    }

    /** Who owns a file, and what may be done to it: {@code st_uid} and {@code st_mode} of stat(2). */
    private record Status(int uid, int mode) {

        static Status of(Path path, LinkOption... options) throws IOException {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode", options);
            return new Status((Integer) Objects.requireNonNull(attributes.get("uid")), (Integer)
                    Objects.requireNonNull(attributes.get("mode")));
        }
    }

    private static void check(Path path) throws IOException, PolicyException {
        Status file = Status.of(path, LinkOption.NOFOLLOW_LINKS);
        int type = file.mode() & S_IFMT;
        if (type != S_IFREG) {
            String what = type == S_IFLNK ? "is a symbolic link" : "is not a regular file";
            throw refused(path, what, "a regular file");
        }
        List<PolicyProblem> problems = new ArrayList<>();
        checkOwner(path, "file", file, problems);
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            checkOwner(folder, "folder", Status.of(folder), problems);
        }
        if (!problems.isEmpty()) {
            throw new PolicyException(problems);
        }
    }

    private static void checkOwner(Path path, String kind, Status status, List<PolicyProblem> problems) {
        if (status.uid() != 0) {
            String owner = Integer.toUnsignedString(status.uid());
            problems.add(problem(
                    path, "the " + kind + " is owned by uid " + owner, "root as its owner: chown root " + path));
        }
        // The sticky bit does not help a folder: others could still put a file there before root does.
        if ((status.mode() & WRITABLE_BY_GROUP_OR_OTHERS) != 0) {
            String mode = Integer.toOctalString(status.mode() & 07777);
            problems.add(problem(
                    path,
                    "the " + kind + " is writable by group or others (mode " + mode + ")",
                    "a " + kind + " that only root can write: chmod go-w " + path));
        }
    }

    private static String read(Path path) throws IOException, PolicyException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw refused(path, "is larger than 1 MiB", "a policy of at most " + MAX_BYTES + " bytes");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        boolean wellFormed = !decoder.decode(in, text, true).isError();
        text.flip();
        if (!wellFormed) {
            String before = text.toString();
            int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
            String lineStart = before.substring(before.lastIndexOf('\n') + 1);
            int column = 1 + lineStart.codePointCount(0, lineStart.length());
            throw new PolicyException(List.of(
                    new PolicyProblem(path.toString(), line, column, "not well-formed UTF-8", "text in UTF-8")));
        }
        return text.toString();
    }

    private static PolicyException refused(Path path, String what, String expected) {
        return new PolicyException(List.of(problem(path, what, expected)));
    }

    private static PolicyProblem problem(Path path, String what, String expected) {
        return new PolicyProblem(path.toString(), 0, 0, what, expected);
    }
}
