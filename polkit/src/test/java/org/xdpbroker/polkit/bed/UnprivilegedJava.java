package org.xdpbroker.polkit.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts Java programs as a user without any privilege, who may not be able to look into this checkout. */
final class UnprivilegedJava {

    private UnprivilegedJava() {}

    /** @param folder where the class path is copied to; readable to everyone */
    static LoggedProcess start(Path folder, Account account, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + account.uid(),
                "--regid=" + account.uid(),
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "env",
                "-i",
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData"));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", readableClassPath(folder), main.getName()));
        command.addAll(List.of(arguments));
        return LoggedProcess.start(main.getSimpleName(), command);
    }

    private static String readableClassPath(Path folder) {
        List<String> copies = new ArrayList<>();
        String[] entries = System.getProperty("java.class.path").split(":", -1);
        try {
            for (String entry : entries) {
                if (Files.exists(Path.of(entry))) {
                    Path copy = folder.resolve(
                            "cp" + copies.size() + "-" + Path.of(entry).getFileName());
                    copies.add(copy.toString());
                    Process process = new ProcessBuilder("cp", "-rL", "--no-preserve=mode", entry, copy.toString())
                            .inheritIO()
                            .start();
                    if (process.waitFor() != 0) {
                        throw new IOException("cp " + entry + " failed");
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return String.join(":", copies);
    }
}
