package org.xdpbroker.cli.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A command and its arguments, found before anything is asked of the broker: a command that does not exist leaves no lease.
 *
 * @param program path of the file to execute
 * @param arguments the arguments, the command's name first; byte strings
 */
public record CommandArguments(String program, List<String> arguments) {

    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    public CommandArguments {
        arguments = List.copyOf(arguments);
    }

    /**
     * The last arguments of this process, as bytes.
     *
     * @param count how many, at least 1
     * @throws CommandFailedException if the first of them is no command that can be executed
     */
    public static CommandArguments ofThisProcess(int count) throws IOException {
        List<String> all = ByteStrings.read(Path.of("/proc/self/cmdline"));
        List<String> arguments = all.subList(all.size() - count, all.size());
        return new CommandArguments(find(arguments.get(0)), arguments);
    }

    /** Whether they have the word that stands for QEMU's -netdev value. */
    public boolean haveNetdev() {
        for (String argument : arguments) {
            if (Placeholders.hasNetdev(argument)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the program's file gives it CAP_IPC_LOCK, for which no limit of locked memory counts. */
    public boolean haveIpcLock() {
        return FileCapabilities.haveIpcLock(program);
    }

    /** The path of the program, for a person. */
    public String programInWords() {
        return ByteStrings.toText(program);
    }

    /** As execvp(3): a name with a slash is a path, any other is looked for in the folders of PATH. */
    private static String find(String name) throws CommandFailedException {
        String text = ByteStrings.toText(name);
        if (name.indexOf('/') >= 0) {
            check(Path.of(text), text);
            return name;
        }
        Path unusable = null;
        String path = System.getenv("PATH");
        for (String folder : (path == null ? DEFAULT_PATH : path).split(":", -1)) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, text);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return ByteStrings.of(file.toString());
            }
            if (unusable == null && Files.exists(file) && !Files.isDirectory(file)) {
                unusable = file;
            }
        }
        if (unusable != null) {
            check(unusable, text);
        }
        throw new CommandFailedException(text + ": command not found; nothing was asked of the broker.", true);
    }

    private static void check(Path file, String name) throws CommandFailedException {
        if (!Files.exists(file)) {
            throw new CommandFailedException(name + ": no such file; nothing was asked of the broker.", true);
        }
        if (Files.isDirectory(file) || !Files.isExecutable(file)) {
            throw new CommandFailedException(
                    name + ": not a file that may be executed; nothing was asked of the broker.", false);
        }
    }
}
