package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** C programs over libxdp, compiled with every warning an error. */
public final class CProgram {

    private static final ConcurrentMap<String, String> COMPILED = new ConcurrentHashMap<>();

    private CProgram() {}

    /** The path of docs/examples/c/echo, which any user may execute. */
    public static String echo() {
        return compiled("docs/examples/c/echo.c");
    }

    /** The path of the program that makes QEMU's calls. */
    public static String qemu() {
        return compiled("tests/src/test/c/qemu_af_xdp.c");
    }

    /** The path of a shared library with a source of its own, which any user may read. */
    public static String shared(String source) {
        requireCompiler();
        Path folder = Stage.get().room();
        try {
            Files.writeString(folder.resolve("library.c"), source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path library = folder.resolve("library.so");
        Programs.run(
                        "gcc",
                        "-shared",
                        "-fPIC",
                        "-o",
                        library.toString(),
                        folder.resolve("library.c").toString())
                .orFail();
        return library.toString();
    }

    private static void requireCompiler() {
        Prerequisites.check(
                Programs.run("sh", "-c", "command -v gcc").exitCode() == 0, "gcc: run setup/dependencies --tests");
    }

    private static String compiled(String source) {
        return COMPILED.computeIfAbsent(source, CProgram::compile);
    }

    private static String compile(String source) {
        requireCompiler();
        Path root = Stage.root();
        Path program = Stage.get().room().resolve("program");
        List<String> command = new ArrayList<>(List.of(
                "gcc",
                "-D_GNU_SOURCE",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-I" + root.resolve("docs/examples/c"),
                "-o",
                program.toString(),
                root.resolve(source).toString()));
        Path built = Stage.get().installed().resolve("lib/native/libxdp.so.1");
        if (Files.exists(built)) { // as the distribution's is too old
            command.addAll(List.of(
                    "-I" + root.resolve(".deps/libxdp/include"), built.toString(), "-Wl,-rpath," + built.getParent()));
        } else {
            command.add("-lxdp");
        }
        command.add("-lbpf");
        Programs.run(command).orFail();
        Programs.run("chmod", "755", program.toString()).orFail();
        return program.toString();
    }
}
