package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.protocol.message.Interfaces;
import org.xdpbroker.tests.bed.Programs;

/** The manual pages, as they are built: complete, and well formed. */
class ManualIT {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Path HOME = PROJECT.resolve("target/xdp-broker");
    private static final Pattern LONG_OPTION = Pattern.compile("(?m)^ +(?:-\\w, )?--([a-z][a-z-]*)");

    @TempDir
    private static Path pages;

    @BeforeAll
    static void build() {
        Programs.run(PROJECT.resolve("man/build").toString(), HOME.toString(), pages.toString())
                .orFail();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xdp-broker.1",
                "xdp-brokerd.8",
                "xdp-broker.policy.5",
                "xdp-broker-protocol.7",
                "xdp-broker-launch.8"
            })
    void a_page_begins_with_examples_and_is_well_formed(String page) throws IOException {
        String faults = Programs.run(
                        "mandoc", "-T", "lint", "-W", "warning", page(page).toString())
                .out();
        // examples come first here, which is not the conventional order
        assertThat(faults.lines().filter(line -> !line.contains("conventional order")))
                .isEmpty();
        List<String> sections = Files.readAllLines(page(page)).stream()
                .filter(line -> line.startsWith(".Sh "))
                .filter(line -> !line.equals(".Sh NAME") && !line.equals(".Sh SYNOPSIS"))
                .toList();
        assertThat(sections).startsWith(".Sh EXAMPLES");
        assertThat(Files.readString(page(page))).doesNotContain("@options", "@synopsis");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request",
                "qmp",
                "check",
                "interfaces",
                "leases",
                "top",
                "revoke",
                "doctor",
                "capture",
                "replay",
                "generate",
                "sink"
            })
    void every_option_of_a_command_is_in_its_section(String command) {
        String section =
                rendered("xdp-broker.1").split("(?m)^   " + command + "$", 2)[1].split("(?m)^ {0,3}\\S", 2)[0];
        assertThat(options(help("xdp-broker", command))).isNotEmpty().allSatisfy(option -> assertThat(section)
                .as("--" + option)
                .containsPattern("(?m)^ +(-\\w, )?--" + option + "\\b"));
    }

    @Test
    void every_command_is_in_the_page() {
        List<String> commands = help("xdp-broker")
                .split("Commands:\n")[1]
                .lines()
                .filter(line -> line.matches("  [a-z].*"))
                .map(line -> line.trim().split(" ")[0])
                .toList();
        assertThat(commands).hasSizeGreaterThan(10).allSatisfy(command -> assertThat(rendered("xdp-broker.1"))
                .containsPattern("(?m)^   " + command + "$")
                .contains("xdp-broker " + command + " ["));
    }

    @Test
    void every_option_of_the_daemon_is_in_its_page() {
        assertThat(options(help("xdp-brokerd"))).isNotEmpty().allSatisfy(option -> assertThat(rendered("xdp-brokerd.8"))
                .containsPattern("(?m)^ +--" + option + "\\b"));
    }

    @Test
    void every_key_of_a_policy_is_in_its_page(@TempDir Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path policy = Files.writeString(folder.resolve("policy.toml"), "[limits]\nx = 1\n[[rule]]\nx = 1\n");
        String faults = Programs.run(HOME.resolve("bin/xdp-brokerd").toString(), "--check", policy.toString())
                .err();
        Set<String> keys = Pattern.compile("unknown key .*expected one of (.*)")
                .matcher(faults)
                .results()
                .flatMap(fault -> Arrays.stream(fault.group(1).split(", ")))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(keys).contains("interfaces", "requests-per-second");
        String page = Files.readString(page("xdp-broker.policy.5"));
        assertThat(keys).allSatisfy(key -> assertThat(page).containsPattern("(?m)^\\.It Li " + key + " = "));
    }

    @Test
    void every_method_error_and_field_of_the_protocol_is_in_its_page() throws IOException {
        String contract = contract();
        String page = Files.readString(page("xdp-broker-protocol.7"));
        assertThat(names(contract, "(?m)^method (\\w+)")).contains("Request").allSatisfy(method -> assertThat(page)
                .containsPattern("(?m)^\\.It Fn " + method + "\\b"));
        assertThat(names(contract, "(?m)^error (\\w+)")).contains("Denied").allSatisfy(error -> assertThat(page)
                .containsPattern("(?m)^\\.It Er " + error + "\\b"));
        assertThat(names(contract, "(?<=[(,\\s])(\\w+): \\??\\[?"))
                .contains("interface", "socketFileDescriptor")
                .allSatisfy(field -> assertThat(page).containsPattern("\\b" + field + "\\b"));
    }

    private static String contract() throws IOException {
        try (InputStream in =
                Interfaces.class.getResourceAsStream("/org/xdpbroker/protocol/org.xdpbroker.Broker.varlink")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Set<String> names(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> options(String help) {
        return LONG_OPTION
                .matcher(help)
                .results()
                .map(option -> option.group(1))
                .collect(Collectors.toSet());
    }

    private static String help(String program, String... command) {
        return Programs.run(Stream.of(
                                List.of(HOME.resolve("bin/" + program).toString()), List.of(command), List.of("--help"))
                        .flatMap(List::stream)
                        .toList())
                .out();
    }

    private static Path page(String name) {
        return pages.resolve(name);
    }

    private static String rendered(String page) {
        return Programs.run(
                        "mandoc", "-T", "ascii", "-O", "width=200", page(page).toString())
                .orFail()
                .replaceAll(".\b", "");
    }
}
