package org.xdpbroker.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs root, who alone can make files that are root's. */
class PolicyFileTest {

    private static final String TEXT = "[[rule]]\nname = \"all\"\ninterfaces = [\"*\"]\ndecision = \"ask\"\n";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = folder.resolve("policy.toml");
        Files.writeString(file, TEXT);
        boolean ciOrRoot = System.getenv("CI") != null
                || Files.getAttribute(file, "unix:uid").equals(0);
        assumeThat(ciOrRoot).as("run by root, or else failing in CI").isTrue();
        mode(folder, "rwxr-xr-x");
        mode(file, "rw-r--r--");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-------", "r--r-----", "rwxr-xr-x"})
    void loadsWhatOnlyRootCanWrite(String mode) throws Exception {
        mode(file, mode);
        assertThat(PolicyFile.load(file, new KnownAccounts()).ruleCount()).isEqualTo(1);
    }

    @Test
    void loadsARelativePath() throws Exception {
        Path relative = Path.of("").toAbsolutePath().relativize(file.toRealPath());
        assertThat(PolicyFile.load(relative, new KnownAccounts()).ruleCount()).isEqualTo(1);
    }

    @Test
    void loadsThroughALinkedFolder() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        assertThat(PolicyFile.load(link.resolve("policy.toml"), new KnownAccounts())
                        .ruleCount())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"rw-rw-r--, 664", "rw-r--rw-, 646", "rwxrwxrwx, 777"})
    void refusesAFileOthersCanWrite(String permissions, String octal) throws IOException {
        mode(file, permissions);
        assertThat(problems(file))
                .containsExactly(file + ": the file is writable by group or others (mode " + octal
                        + "); expected a file that only root can write: chmod go-w " + file);
    }

    @Test
    void refusesAnothersFile() throws IOException {
        owner(file, 1000);
        assertThat(problems(file))
                .containsExactly(
                        file + ": the file is owned by uid 1000; expected root as its owner: chown root " + file);
    }

    @Test
    void refusesAnothersFolder() throws IOException {
        owner(folder, -2);
        assertThat(problems(file))
                .containsExactly(folder + ": the folder is owned by uid 4294967294;"
                        + " expected root as its owner: chown root " + folder);
    }

    @Test
    void stickyBitDoesNotHelpAFolder() throws IOException {
        Files.setAttribute(folder, "unix:mode", 01777);
        assertThat(problems(file))
                .containsExactly(folder + ": the folder is writable by group or others (mode 1777);"
                        + " expected a folder that only root can write: chmod go-w " + folder);
    }

    @Test
    void tellsAllThatIsWrongWithOwnersAndModesAtOnce() throws IOException {
        owner(file, 5);
        mode(file, "rw-rw-rw-");
        owner(folder, 5);
        mode(folder, "rwxrwxr-x");
        assertThat(problems(file))
                .containsExactly(
                        file + ": the file is owned by uid 5; expected root as its owner: chown root " + file,
                        file + ": the file is writable by group or others (mode 666);"
                                + " expected a file that only root can write: chmod go-w " + file,
                        folder + ": the folder is owned by uid 5; expected root as its owner: chown root " + folder,
                        folder + ": the folder is writable by group or others (mode 775);"
                                + " expected a folder that only root can write: chmod go-w " + folder);
    }

    @Test
    void theWrongIsToldBeforeTheTextIsRead() throws IOException {
        mode(file, "rw-rw-rw-");
        Files.writeString(file, "not toml");
        assertThat(problems(file)).hasSize(1);
    }

    @Test
    void refusesLinks() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.toml"), file);
        assertThat(problems(link)).containsExactly(link + ": is a symbolic link; expected a regular file");
    }

    @Test
    void refusesWhatIsNoFile() throws Exception {
        assertThat(problems(folder)).containsExactly(folder + ": is not a regular file; expected a regular file");
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        assertThat(problems(fifo)).containsExactly(fifo + ": is not a regular file; expected a regular file");
    }

    @Test
    void tellsThatThereIsNoFile() {
        Path none = folder.resolve("none.toml");
        assertThat(problems(none)).containsExactly(none + ": does not exist; expected a policy file there");
        Path impossible = folder.resolve("x".repeat(300));
        assertThat(problems(impossible))
                .containsExactly(impossible + ": cannot be read: File name too long; expected a readable file");
    }

    @Test
    void boundsTheSize() throws Exception {
        Files.writeString(file, TEXT + "#".repeat(PolicyFile.MAX_BYTES - TEXT.length()));
        assertThat(PolicyFile.load(file, new KnownAccounts()).ruleCount()).isEqualTo(1);
        Files.writeString(file, TEXT + "#".repeat(PolicyFile.MAX_BYTES - TEXT.length() + 1));
        assertThat(problems(file))
                .containsExactly(file + ": is larger than 1 MiB; expected a policy of at most 1048576 bytes");
    }

    @Test
    void tellsWhereItIsNotUtf8() throws IOException {
        Files.write(file, (TEXT + "# ä🐧ü").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(problems(file)).containsExactly(file + ":5:3: not well-formed UTF-8; expected text in UTF-8");
        byte[] cut = (TEXT + "# ä🐧").getBytes(StandardCharsets.UTF_8);
        Files.write(file, Arrays.copyOf(cut, cut.length - 1));
        assertThat(problems(file)).containsExactly(file + ":5:4: not well-formed UTF-8; expected text in UTF-8");
    }

    @Test
    void namesTheFileInItsErrors() throws IOException {
        Files.writeString(file, TEXT.replace("ask", "perhaps"));
        assertThat(problems(file))
                .containsExactly(file + ":4:1: decision is \"perhaps\"; expected \"allow\", \"ask\" or \"deny\"");
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static void owner(Path path, int uid) throws IOException {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<String> problems(Path path) {
        return catchThrowableOfType(PolicyException.class, () -> PolicyFile.load(path, new KnownAccounts()))
                .problems()
                .stream()
                .map(PolicyProblem::toString)
                .toList();
    }
}
