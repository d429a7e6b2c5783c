package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A copy of target/xdp-broker and of the agent's classes in a folder that any user can read, since the checkout may lie in
 * root's home. Made once a JVM, deleted at its end.
 */
public final class Stage {

    private static final Stage STAGE = new Stage();

    private final Path folder;
    private final AtomicInteger rooms = new AtomicInteger();
    private final ConcurrentMap<String, Path> copies = new ConcurrentHashMap<>();

    private Stage() {
        try {
            folder = Files.createTempDirectory("xdp-broker-tests");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            Programs.run("chmod", "755", folder.toString()).orFail();
            copy(Path.of(home()), folder.resolve("home"));
            copy(testClasses(), folder.resolve("agent"));
            try (InputStream program =
                    Stage.class.getResourceAsStream("/org/xdpbroker/broker/xdp/redirect_leased.bpf.o")) {
                Files.copy(Objects.requireNonNull(program), foreignProgram());
            }
            Programs.run("chmod", "-R", "a+rX", folder.toString()).orFail();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Stage get() {
        return STAGE;
    }

    static String home() {
        return Objects.requireNonNull(System.getProperty("xdpbroker.home"), "system property xdpbroker.home");
    }

    /** The checkout, which other users may not be able to read. */
    static Path root() {
        return Path.of(Objects.requireNonNull(System.getProperty("xdpbroker.root"), "system property xdpbroker.root"));
    }

    /** A copy that any user can read of a file or folder of the checkout. Made once. */
    Path copyOf(String name) {
        return copies.computeIfAbsent(name, wanted -> {
            Path copy = room().resolve(root().resolve(wanted).getFileName());
            copy(root().resolve(wanted), copy);
            Programs.run("chmod", "-R", "a+rX", copy.toString()).orFail();
            return copy;
        });
    }

    /** The programs as they are installed. */
    public String program(String name) {
        return folder.resolve("home/bin").resolve(name).toString();
    }

    /** The copy of target/xdp-broker. */
    public Path installed() {
        return folder.resolve("home");
    }

    /** The version that is built, by the name of the daemon's jar. */
    static String version() {
        try (Stream<Path> jars = Files.list(Path.of(home(), "lib/broker"))) {
            return jars.map(jar -> jar.getFileName().toString())
                    .filter(name -> name.startsWith("xdp-broker-daemon-"))
                    .map(name -> name.replaceAll("^xdp-broker-daemon-|\\.jar$", ""))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path agentClasses() {
        return folder.resolve("agent");
    }

    /** An object file with an XDP program, to be attached by others than the broker. */
    Path foreignProgram() {
        return folder.resolve("foreign.bpf.o");
    }

    /** A new empty folder, owned by root, mode 755. */
    public Path room() {
        try {
            Path room = Files.createDirectory(folder.resolve("room" + rooms.incrementAndGet()));
            Programs.run("chmod", "755", room.toString()).orFail();
            return room;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A path in a new folder that everyone may write to. */
    public Path openRoom(String name) {
        Path room = room();
        Programs.run("chmod", "777", room.toString()).orFail();
        return room.resolve(name);
    }

    /** A new file of this content that everyone may execute. */
    public String executable(String content) {
        Path file = room().resolve("executable");
        try {
            Files.writeString(file, content + '\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Programs.run("chmod", "755", file.toString()).orFail();
        return file.toString();
    }

    private static Path testClasses() {
        return Path.of(Objects.requireNonNull(Stage.class.getProtectionDomain().getCodeSource())
                .getLocation()
                .getPath());
    }

    private static void copy(Path from, Path to) {
        Programs.run("cp", "-r", from.toString(), to.toString()).orFail();
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("left behind: " + folder + ": " + e);
        }
    }
}
