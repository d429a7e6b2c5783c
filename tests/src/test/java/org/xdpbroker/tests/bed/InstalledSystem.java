package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xdpbroker.polkit.bed.Waiting;

/**
 * A system without systemd on which xdp-broker is installed where it belongs, with the launcher setuid root: a mount namespace
 * with its own /run and /var/log, and overlays of this machine's /usr and /etc, in a near network namespace. Nothing in it
 * reaches the machine. Closing it ends all that runs in it.
 */
public final class InstalledSystem implements AutoCloseable {

    public static final String LAUNCHER = "/usr/sbin/xdp-broker-launch";
    public static final String HOME = "/usr/lib/xdp-broker";
    public static final String RUN = "/run/xdp-broker";
    public static final String SOCKET = RUN + "/org.xdpbroker";
    public static final String RECORD = "/var/log/xdp-broker.log";

    /** The user and group xdp-broker there. */
    public static final int DAEMON_UID = 61183;

    private static final String INSTALL = """
            set -eu
            mount -t tmpfs -o mode=755 tmpfs /mnt
            for folder in usr etc; do
              mkdir /mnt/$folder.new /mnt/$folder.work
              mount -t overlay -o lowerdir=/$folder,upperdir=/mnt/$folder.new,workdir=/mnt/$folder.work overlay /$folder
            done
            mount -t tmpfs -o mode=755 tmpfs /run
            mount -t tmpfs -o mode=755 tmpfs /var/log
            sed -i '/^xdp-broker:/d' /etc/passwd /etc/group
            echo 'xdp-broker:x:UID:UID::/nonexistent:/usr/sbin/nologin' >>/etc/passwd
            echo 'xdp-broker:x:UID:' >>/etc/group
            rm -rf /usr/lib/xdp-broker
            cp -r BUILT /usr/lib/xdp-broker
            ln -sf ../lib/xdp-broker/bin/xdp-broker /usr/bin/xdp-broker
            install -m 4755 BUILT/sbin/xdp-broker-launch /usr/sbin/xdp-broker-launch
            ln -sf JDK/bin/java /usr/bin/java
            install -d -m 755 /etc/xdp-broker
            install -m 644 POLICY /etc/xdp-broker/policy.toml
            echo installed
            exec sleep 3600
            """;

    private final RunningProgram holder;

    private InstalledSystem(RunningProgram holder) {
        this.holder = holder;
    }

    /** With the daemon as it is built, and a policy that lets every user have everything. */
    public static InstalledSystem create(NetworkBed bed) {
        String script = INSTALL.replace("UID", String.valueOf(DAEMON_UID))
                .replace("BUILT", Stage.get().installed().toString())
                .replace("JDK", System.getProperty("java.home"))
                .replace(
                        "POLICY",
                        BrokerCommand.newPolicyFile(RunningBroker.ALLOW_ALL).toString());
        RunningProgram holder =
                RunningProgram.start(NetworkBed.inNamespace(bed.nearNamespace(), List.of("sh", "-c", script)));
        holder.awaitOut("installed");
        return new InstalledSystem(holder);
    }

    /** With a small program in place of the Java runtime, which {@link StandIn} tells of. */
    public static InstalledSystem withStandIn(NetworkBed bed) {
        InstalledSystem system = create(bed);
        system.install(StandIn.JAVA, StandIn.PROGRAM);
        system.asRoot("touch " + HOME + "/lib/brokerd.options").orFail();
        return system;
    }

    /** Replaces the launcher by one of the same sources, whose daemon goes after so long without use. */
    public void useLauncherWithIdleSeconds(String seconds) {
        Path folder = Stage.get().room();
        Programs.run(
                        "make",
                        "--silent",
                        "--directory=" + Stage.root().resolve("broker/src/main/c"),
                        "OUT=" + folder,
                        "IDLE_SECONDS=" + seconds,
                        "VERSION=" + Stage.version())
                .orFail();
        asRoot("install -m 4755 " + folder + "/xdp-broker-launch " + LAUNCHER).orFail();
    }

    /** Takes the launcher that is built and shipped, again. */
    public void useInstalledLauncher() {
        asRoot("install -m 4755 " + HOME + "/sbin/xdp-broker-launch " + LAUNCHER)
                .orFail();
    }

    /** Makes an executable file of root's. */
    public void install(String path, String content) {
        Path file = Path.of(Stage.get().executable(content));
        asRoot("install -D -m 755 " + file + " " + path).orFail();
    }

    /** Runs a script of sh(1) as root. */
    public Programs.Result asRoot(String script) {
        return Programs.run(inside(List.of("sh", "-c", script)));
    }

    /** Runs a program as a user without any privilege, who can gain some by setuid programs. */
    public Programs.Result asUser(String... command) {
        return Programs.run(userCommand(command));
    }

    /** Starts a program as {@link #asUser} does; the process is its own from the start. */
    public RunningProgram startAsUser(String... command) {
        return RunningProgram.start(userCommand(command));
    }

    /** Calls the launcher. */
    public Programs.Result launch() {
        return asUser(LAUNCHER);
    }

    /**
     * Calls the launcher as a hostile user would, from a program in Python.
     *
     * @param deeds what it does before; ends with {@code launch()}, {@code launch(arguments, environment)}, or without
     */
    public Programs.Result attack(String deeds) {
        return asUser(attacker(deeds));
    }

    /** Starts what {@link #attack} runs. */
    public RunningProgram startAttack(String deeds) {
        return startAsUser(attacker(deeds));
    }

    /** The processes of the daemon's user in this system. */
    public List<Long> daemons() {
        return processes().stream().filter(pid -> isOfDaemonsUser(pid)).toList();
    }

    /** The one daemon, waited for; another one is a failure. */
    public long daemon() {
        Waiting.until("there is a daemon", () -> !daemons().isEmpty());
        List<Long> daemons = daemons();
        if (daemons.size() != 1) {
            throw new AssertionError("daemons: " + daemons);
        }
        return daemons.get(0);
    }

    /** How many launchers run, with their relays. */
    public long launchers() {
        return processes().stream()
                .filter(pid -> Procfs.name(pid).matches("xdp-broker-(laun|rela).*"))
                .count();
    }

    /** kill -9 of all daemons. */
    public void killDaemons() {
        daemons().forEach(InstalledSystem::kill);
        Waiting.until(() -> "the daemon is gone: " + daemons(), () -> daemons().isEmpty());
    }

    /** A file's owner, group and mode, such as {@code 0 0 755}. */
    public String ownership(String path) {
        return asRoot("stat -c '%u %g %a' " + path).orFail().strip();
    }

    /** What the daemons have written; nothing before the first one is started. */
    public String record() {
        return asRoot("test ! -e " + RECORD + " || cat " + RECORD).orFail();
    }

    @Override
    public void close() {
        processes().stream().filter(pid -> pid != holder.pid()).forEach(InstalledSystem::kill);
        holder.close();
    }

    /** Unless it has ended by itself. */
    private static void kill(long pid) {
        Programs.run("sh", "-c", "kill -9 " + pid);
    }

    private List<Long> processes() {
        Path namespace = namespace(holder.pid());
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> namespace.equals(namespace(pid)))
                .toList();
    }

    private static Path namespace(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/mnt"));
        } catch (IOException e) {
            return Path.of("ended");
        }
    }

    private static boolean isOfDaemonsUser(long pid) {
        try {
            return Procfs.status(pid, "Uid").startsWith(DAEMON_UID + "\t") && !hasEnded(pid);
        } catch (UncheckedIOException | AssertionError e) {
            return false; // it has ended
        }
    }

    /** With its last thread: until then what it has open, its lock among it, is not closed. */
    private static boolean hasEnded(long pid) {
        return Procfs.status(pid, "State").startsWith("Z")
                && Procfs.status(pid, "Threads").equals("1");
    }

    private List<String> userCommand(String... program) {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + Client.UID,
                "--regid=" + Client.UID,
                "--clear-groups",
                "--inh-caps=-all",
                "env",
                "--default-signal"));
        command.addAll(List.of(program));
        return inside(command);
    }

    private List<String> inside(List<String> program) {
        String pid = String.valueOf(holder.pid());
        List<String> command = new ArrayList<>(List.of("nsenter", "--target", pid, "--mount", "--net"));
        command.addAll(program);
        return command;
    }

    private static String[] attacker(String deeds) {
        return new String[] {PythonProgram.PYTHON, "-c", """
                import ctypes, os, resource, signal, socket, sys, time
                libc = ctypes.CDLL(None, use_errno=True)
                LAUNCHER = "/usr/sbin/xdp-broker-launch"
                def launch(arguments=("xdp-broker-launch",), environment=()):
                    texts = lambda items: (ctypes.c_char_p * (len(items) + 1))(*[item.encode() for item in items], None)
                    libc.execve(LAUNCHER.encode(), texts(arguments), texts(environment))
                    os.write(2, b"execve failed: " + os.strerror(ctypes.get_errno()).encode())
                    os._exit(126)
                """ + deeds};
    }
}
