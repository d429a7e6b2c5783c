package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xdpbroker.tests.bed.DebianPackage;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.Stage;

/** The Debian package as a file. */
class PackageIT {

    private static Path deb;

    @BeforeAll
    static void build() {
        deb = DebianPackage.build("1.0", Stage.get().room());
    }

    @Test
    void lintian_finds_neither_errors_nor_warnings() {
        Programs.Result lintian = Programs.run(
                "lintian", "--allow-root", "--fail-on", "error,warning", "--tag-display-limit", "0", deb.toString());

        assertThat(lintian.exitCode()).as(lintian.out() + lintian.err()).isZero();
    }

    @Test
    void built_twice_it_is_the_same_byte_by_byte() throws IOException {
        Path again = DebianPackage.build("1.0", Stage.get().room());

        assertThat(Files.mismatch(deb, again)).isEqualTo(-1);
    }

    @Test
    void a_snapshot_is_older_than_its_release() {
        Path snapshot = DebianPackage.build("1.0-SNAPSHOT", Stage.get().room());

        assertThat(Programs.run("dpkg", "--compare-versions", version(snapshot), "lt", version(deb))
                        .exitCode())
                .isZero();
    }

    @Test
    void nobody_but_root_can_write_to_what_it_installs_and_nothing_in_it_gives_privilege() {
        String listing = Programs.run("dpkg-deb", "--contents", deb.toString()).orFail();

        assertThat(listing.lines())
                .isNotEmpty()
                .allMatch(line -> line.matches("([-d]rw[-x]r-[-x]r-[-x]|lrwxrwxrwx) root/root .*"));
    }

    @Test
    void the_copyright_has_a_paragraph_for_every_library_of_others() {
        List<PathMatcher> paragraphs = Programs.run(
                        "sh",
                        "-c",
                        "dpkg-deb --fsys-tarfile " + deb + " | tar -xO ./usr/share/doc/xdp-broker/copyright")
                .orFail()
                .lines()
                .filter(line -> line.startsWith("Files: usr"))
                .map(line -> FileSystems.getDefault().getPathMatcher("glob:/" + line.substring(7)))
                .toList();

        assertThat(files())
                .filteredOn(file -> file.matches(".*\\.(jar|so|so\\.1)") && !file.contains("/xdp-broker-"))
                .isNotEmpty()
                .allMatch(file -> paragraphs.stream().anyMatch(paragraph -> paragraph.matches(Path.of(file))));
    }

    private static List<String> files() {
        return Programs.run("dpkg-deb", "--contents", deb.toString())
                .orFail()
                .lines()
                .map(line -> line.replaceFirst(".* \\./", "/"))
                .toList();
    }

    private static String version(Path deb) {
        return Programs.run("dpkg-deb", "--field", deb.toString(), "Version")
                .orFail()
                .strip();
    }
}
