package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.tests.bed.BrokerCommand;
import org.xdpbroker.tests.bed.Cli;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Procfs;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningBroker;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.Stage;
import org.xdpbroker.tests.bed.User;

/** The archives of classes that make-cds makes, and the options with which the daemon's virtual machine runs. */
class ClassArchiveIT {

    private static NetworkBed bed;

    @BeforeAll
    static void start() {
        bed = NetworkBed.create(1);
    }

    @AfterAll
    static void stop() {
        makeCds("--remove");
        bed.close();
    }

    @BeforeEach
    void makeAnew() {
        makeCds();
    }

    @Test
    void both_programs_use_the_archives() {
        try (RunningBroker broker = RunningBroker.start(bed);
                RunningProgram holder = Cli.of(bed, broker).start("request", NetworkBed.NEAR, "1")) {
            holder.awaitOut("Held until interrupted.");
            assertThat(Procfs.mappedFiles(broker.pid()))
                    .contains(archive("xdp-brokerd").toString());
            assertThat(Procfs.mappedFiles(holder.pid()))
                    .contains(archive("xdp-broker").toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"leases", "request " + NetworkBed.NEAR + " 1 -- true"})
    void a_command_finds_nearly_every_class_in_the_archive_and_none_in_a_jar(String arguments) throws IOException {
        Path loaded = Stage.get().openRoom("classes");
        List<String> command =
                new ArrayList<>(List.of("env", "JDK_JAVA_OPTIONS=-Xlog:class+load:file=" + loaded, "xdp-broker"));
        command.addAll(List.of(arguments.split(" ")));
        try (RunningBroker broker = RunningBroker.start(bed)) {
            User.of(bed, broker).run(command).orFail();
        }
        List<String> lines = Files.readAllLines(loaded);
        long archived = lines.stream()
                .filter(line -> line.contains("source: shared objects file"))
                .count();
        assertThat((double) archived / lines.size()).isGreaterThan(0.9);
        assertThat(lines)
                .as("if the lists are out of date: setup/class-lists")
                .noneMatch(line -> line.contains("source: file:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no archive\n"})
    void an_archive_that_is_damaged_does_no_harm_and_nothing_is_said_of_it(String content) throws IOException {
        for (String program : List.of("xdp-broker", "xdp-brokerd")) {
            Files.writeString(archive(program), content);
        }
        answers();
    }

    @Test
    void an_archive_of_other_jars_is_not_used() throws IOException {
        Files.copy(archive("xdp-brokerd"), archive("xdp-broker"), StandardCopyOption.REPLACE_EXISTING);
        answers();
    }

    @Test
    void making_them_again_replaces_them_and_removing_leaves_nothing() {
        makeCds();
        assertThat(archives().toFile().list()).containsExactlyInAnyOrder("xdp-broker.jsa", "xdp-brokerd.jsa");
        makeCds("--remove");
        assertThat(archives()).doesNotExist();
        answers();
    }

    @Test
    void the_daemon_reads_nothing_from_the_current_folder_and_writes_nothing_there() throws IOException {
        Path folder = Stage.get().openRoom("folder");
        Files.createDirectory(folder);
        Programs.run("chmod", "777", folder.toString()).orFail();
        List<String> traps = List.of(".hotspotrc", ".hotspot_compiler", "brokerd.options");
        for (String trap : traps) {
            Files.writeString(folder.resolve(trap), "-XX:+NoSuchOption\n");
        }
        try (RunningBroker broker = BrokerCommand.in(bed).currentFolder(folder).start()) {
            Cli.of(bed, broker).run("leases").orFail();
        }
        assertThat(folder.toFile().list()).containsExactlyInAnyOrderElementsOf(traps);
    }

    @Test
    void a_crash_is_told_on_standard_error_and_leaves_no_file() throws IOException {
        Path folder = Stage.get().openRoom("folder");
        Files.createDirectory(folder);
        Programs.run("chmod", "777", folder.toString()).orFail();
        RunningBroker broker = BrokerCommand.in(bed).currentFolder(folder).start();
        long pid = broker.pid();
        Programs.signal("SEGV", pid);
        broker.awaitLog("SIGSEGV");
        broker.kill();
        assertThat(folder).isEmptyDirectory();
        assertThat(Path.of("/tmp/hs_err_pid" + pid + ".log")).doesNotExist();
    }

    @Test
    void the_daemon_has_no_file_for_temporary_things_open() {
        try (RunningBroker broker = RunningBroker.start(bed)) {
            Cli.of(bed, broker).runWithQueues(1, "true").orFail();
            String own = Stage.get().installed().toString();
            assertThat(Procfs.mappedFiles(broker.pid()))
                    .noneMatch(file -> file.startsWith("/tmp/") && !file.startsWith(own));
            assertThat(Procfs.openFiles(broker.pid()).values())
                    .noneMatch(file -> file.startsWith("/tmp/") && !file.startsWith(own));
            assertThat(Path.of("/tmp/hsperfdata_" + RunningBroker.UID)).doesNotExist();
        }
    }

    private static void answers() {
        try (RunningBroker broker = RunningBroker.start(bed)) {
            Programs.Result result = Cli.of(bed, broker).run("leases");
            assertThat(result.exitCode()).isZero();
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).startsWith("LEASE ");
            assertThat(broker.log()).allMatch(line -> line.startsWith("xdp-brokerd: "));
        }
    }

    private static void makeCds(String... options) {
        List<String> command = new ArrayList<>(List.of(Stage.get().program("make-cds")));
        command.addAll(List.of(options));
        Programs.run(command).orFail();
    }

    private static Path archive(String program) {
        return archives().resolve(program + ".jsa");
    }

    private static Path archives() {
        return Stage.get().installed().resolve("lib/cds");
    }
}
