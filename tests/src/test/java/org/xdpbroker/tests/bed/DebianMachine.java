package org.xdpbroker.tests.bed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.xdpbroker.polkit.bed.Waiting;

/**
 * A Debian of its own, in namespaces of its own, with or without systemd as its PID 1. Whatever is done in it is thrown away
 * with it; the kernel alone it shares. Its network is its own, so it has none but what is made in it.
 */
public final class DebianMachine implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String SYSTEMD = "/lib/systemd/systemd";

    private final RunningProgram boot;
    private final long init;

    private DebianMachine(RunningProgram boot, long init) {
        this.boot = boot;
        this.init = init;
    }

    /**
     * Boots systemd, to the point where nothing is left to be started.
     *
     * @param release of Debian, such as 13
     * @param outside a folder that is seen in there as /outside
     */
    public static DebianMachine withSystemd(int release, Path outside) {
        DebianMachine machine = boot(outside, SYSTEMD, layer(release + ""), layer(release + ".systemd"));
        try {
            Waiting.until(
                    () -> "systemd has started everything: "
                            + machine.run("systemctl", "list-units", "--no-legend", "--failed")
                                    .out()
                            + machine.run("systemctl", "list-jobs").out(),
                    () -> machine.run("systemctl", "is-system-running").exitCode() == 0);
        } catch (AssertionError e) {
            machine.close();
            throw e;
        }
        return machine;
    }

    /** A release of Debian in which systemd is not even installed. */
    public static DebianMachine withoutSystemd(int release, Path outside) {
        return boot(outside, "", layer(release + ""));
    }

    /** Runs a program in there, as root. */
    public Programs.Result run(String... command) {
        return Programs.run(inside(List.of(command)));
    }

    /** Runs a script of sh(1) in there, as root. */
    public Programs.Result shell(String script) {
        return run("sh", "-c", script);
    }

    /** Runs a program in there, as a user without any privilege. */
    public Programs.Result as(String user, String... command) {
        return Programs.run(inside(becoming(user, command)));
    }

    /** Starts a program in there, as a user without any privilege. */
    public RunningProgram startAs(String user, String... command) {
        return RunningProgram.start(inside(becoming(user, command)));
    }

    /** Writes a file in there. */
    public void write(String path, String content) {
        run("sh", "-c", "mkdir -p \"${1%/*}\" && printf %s \"$2\" >\"$1\"", "sh", path, content)
                .orFail();
    }

    /** The processes of a user, by name or uid, as they are seen in there. */
    public List<String> processesOf(String user) {
        return run("find", "/proc", "-maxdepth", "1", "-user", user, "-name", "[0-9]*")
                .out()
                .lines()
                .toList();
    }

    /** What is on its disk, caches, and what dpkg, apt and systemd keep for themselves, left out. */
    public List<String> files() {
        return shell(
                        "find / -xdev '(' -path /var/cache -o -path /var/lib/apt -o -path /var/log/apt -o -path /var/log/journal ')' -prune"
                                + " -o ! -path /var/log/dpkg.log ! -path '/var/lib/dpkg/statoverride*' -print | sort")
                .orFail()
                .lines()
                .toList();
    }

    /** What {@link #files} has more than before, after a plus sign, and less, after a minus sign. */
    public List<String> changesSince(List<String> before) {
        Set<String> then = new HashSet<>(before);
        List<String> changes = new ArrayList<>();
        for (String file : files()) {
            if (!then.remove(file)) {
                changes.add("+" + file);
            }
        }
        then.forEach(file -> changes.add("-" + file));
        return changes;
    }

    @Override
    public void close() {
        boot.signal("TERM");
        boot.exitCode();
        boot.close();
    }

    private static DebianMachine boot(Path outside, String program, Path... layers) {
        Prerequisites.check();
        List<String> command = new ArrayList<>(List.of(
                Stage.root().resolve("tests/src/test/machine/boot").toString(),
                "xbt" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet(),
                outside.toString(),
                program));
        for (Path layer : layers) {
            command.add(layer.toString());
        }
        RunningProgram boot = RunningProgram.start(command);
        Waiting.until(
                () -> "a machine boots: " + boot.err(),
                () -> initOf(boot) != 0 || !ProcessHandle.of(boot.pid()).isPresent());
        long init = initOf(boot);
        if (init == 0) {
            String err = boot.err();
            boot.close();
            throw new AssertionError("no machine: " + err);
        }
        return new DebianMachine(boot, init);
    }

    /** Its PID 1 as seen from here, once its root is in place; until then 0. */
    private static long initOf(RunningProgram boot) {
        return ProcessHandle.of(boot.pid())
                .flatMap(shell -> shell.children().findFirst())
                .flatMap(unshare -> unshare.children().findFirst())
                .map(ProcessHandle::pid)
                .filter(pid -> Files.exists(Path.of("/proc/" + pid + "/root/outside"))
                        && !Files.exists(Path.of("/proc/" + pid + "/root/mnt/root")))
                .orElse(0L);
    }

    private static Path layer(String name) {
        Path layer = Stage.root().resolve(".deps/roots").resolve(name);
        Prerequisites.check(Files.exists(layer), layer + ": run setup/dependencies --tests");
        return layer;
    }

    private static List<String> becoming(String user, String... command) {
        List<String> becoming = new ArrayList<>(List.of("runuser", "-u", user, "--"));
        becoming.addAll(List.of(command));
        return becoming;
    }

    private List<String> inside(List<String> command) {
        List<String> inside = new ArrayList<>(List.of("nsenter", "--target", String.valueOf(init)));
        inside.addAll(List.of("--mount", "--pid", "--net", "--uts", "--ipc", "--cgroup", "--root"));
        inside.addAll(
                List.of("env", "--chdir=/", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "HOME=/root"));
        inside.addAll(List.of("DEBIAN_FRONTEND=noninteractive", "SYSTEMD_PAGER=", "MANPAGER=cat"));
        inside.addAll(command);
        return inside;
    }
}
