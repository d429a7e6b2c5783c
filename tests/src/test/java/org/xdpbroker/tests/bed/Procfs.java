package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the kernel tells root of a process: proc(5). */
public final class Procfs {

    private Procfs() {}

    /** A field of the process's status, such as CapEff, as it stands there. */
    public static String status(long pid, String field) {
        return lines(pid, "status").stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError("process " + pid + " has no " + field));
    }

    /** The fields of its stat by their number in proc(5), less one; those before the state, its name among them, are pid and name. */
    public static String[] stat(long pid) {
        String stat = read(pid, "stat");
        String[] after = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ");
        String[] fields = new String[after.length + 2];
        fields[0] = String.valueOf(pid);
        fields[1] = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        System.arraycopy(after, 0, fields, 2, after.length);
        return fields;
    }

    /** What it calls itself, cut to 15 bytes; empty if it has ended. */
    public static String name(long pid) {
        try {
            return Files.readString(file(pid, "comm"), StandardCharsets.ISO_8859_1)
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** A soft limit as limits names it, such as Max open files; the largest number if there is none. */
    public static long limit(long pid, String name) {
        String soft = lines(pid, "limits").stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length()).strip().split(" ")[0])
                .findFirst()
                .orElseThrow();
        return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
    }

    /** Its current directory. */
    public static String workingDirectory(long pid) {
        try {
            return Files.readSymbolicLink(file(pid, "cwd")).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Soft and hard limit of locked memory in bytes, with a blank between them. */
    public static String memlock(long pid) {
        return lines(pid, "limits").stream()
                .filter(line -> line.startsWith("Max locked memory"))
                .map(line -> line.replaceAll("[^\\d]+", " ").strip())
                .findFirst()
                .orElseThrow();
    }

    /** The open descriptors by number, each with what it is: a path, {@code socket:[1234]}, {@code anon_inode:...}. */
    public static Map<Integer, String> openFiles(long pid) {
        Map<Integer, String> open = new TreeMap<>();
        try (Stream<Path> links = Files.list(file(pid, "fd"))) {
            for (Path link : links.toList()) {
                try {
                    open.put(
                            Integer.valueOf(link.getFileName().toString()),
                            Files.readSymbolicLink(link).toString());
                } catch (NoSuchFileException e) {
                    // closed meanwhile
                }
            }
            return open;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A field of what the kernel tells of an open descriptor, such as flags. */
    public static String descriptorInfo(long pid, int fd, String field) {
        return lines(pid, "fdinfo/" + fd).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /** The paths of the files in its memory map. */
    public static List<String> mappedFiles(long pid) {
        return lines(pid, "maps").stream()
                .filter(line -> line.contains("/"))
                .map(line -> line.substring(line.indexOf('/')))
                .distinct()
                .toList();
    }

    /** The names of the interfaces of its network namespace. */
    public static List<String> interfaces(long pid) {
        return lines(pid, "net/dev").stream()
                .filter(line -> line.contains(":"))
                .map(line -> line.substring(0, line.indexOf(':')).strip())
                .toList();
    }

    /** The environment it was started with. */
    public static List<String> environment(long pid) {
        return List.of(read(pid, "environ").split("\0"));
    }

    private static List<String> lines(long pid, String name) {
        return read(pid, name).lines().toList();
    }

    private static String read(long pid, String name) {
        try {
            return new String(Files.readAllBytes(file(pid, name)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(long pid, String name) {
        return Path.of("/proc", String.valueOf(pid), name);
    }
}
