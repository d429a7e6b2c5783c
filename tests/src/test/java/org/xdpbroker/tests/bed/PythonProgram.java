package org.xdpbroker.tests.bed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** docs/examples/python/echo.py, with the system's Python: another one in PATH may be a user's own. */
public final class PythonProgram {

    public static final String PYTHON = "/usr/bin/python3";

    private PythonProgram() {}

    /** How it is called. */
    public static List<String> echo(String... arguments) {
        Prerequisites.check(
                Programs.run("sh", "-c", PYTHON + " -c 'import ctypes'").exitCode() == 0,
                PYTHON + " with ctypes: run setup/dependencies --tests");
        Path program = Stage.get().copyOf("docs/examples/python/echo.py");
        // all that Python warns of is an error
        List<String> command = new ArrayList<>(List.of(PYTHON, "-W", "error", program.toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
