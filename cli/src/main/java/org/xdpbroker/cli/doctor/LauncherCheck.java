package org.xdpbroker.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.exec.FileCapabilities;

/** Whether xdp-broker-launch can start a broker for this user, where there is no systemd to do so. */
final class LauncherCheck implements Check {

    private static final String NAME = "launcher";
    static final String PROGRAM = "/usr/sbin/xdp-broker-launch";
    private static final String HOME = "/usr/lib/xdp-broker";
    private static final int SETUID = 04000;

    private final BrokerAnswers broker;

    LauncherCheck(BrokerAnswers broker) {
        this.broker = broker;
    }

    /**
     * What there is.
     *
     * @param hasSystemd whether systemd is the init
     * @param isInstalled whether its source, a copy in the folder of the installation, is there to be put in place
     * @param uid the program's owner; null if there is no such program
     * @param mode its mode
     * @param hasFileCapabilities whether the program gives capabilities to who executes it
     * @param noSuidMount the mount point of its file system, if that is mounted with nosuid; else null
     * @param hasUser whether /etc/passwd has the daemon's user
     * @param canGain whether this process, and so what it executes, can gain privileges
     */
    record Facts(
            boolean hasSystemd,
            boolean isInstalled,
            @Nullable Integer uid,
            int mode,
            boolean hasFileCapabilities,
            @Nullable String noSuidMount,
            boolean hasUser,
            boolean canGain) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Finding> look() throws IOException {
        Path program = Path.of(PROGRAM);
        boolean exists = Files.isRegularFile(program, LinkOption.NOFOLLOW_LINKS);
        Facts facts = new Facts(
                hasSystemd(),
                Files.exists(Path.of(HOME, "sbin/xdp-broker-launch")),
                exists ? (Integer) Files.getAttribute(program, "unix:uid") : null,
                exists ? (Integer) Files.getAttribute(program, "unix:mode") : 0,
                exists && FileCapabilities.are(PROGRAM),
                exists ? noSuidMount(Files.readAllLines(Path.of("/proc/self/mountinfo")), PROGRAM) : null,
                Files.readAllLines(Path.of("/etc/passwd")).stream().anyMatch(line -> line.startsWith("xdp-broker:")),
                Files.readAllLines(Path.of("/proc/self/status")).contains("NoNewPrivs:\t0"));
        return List.of(judge(facts, broker.isReached() || !broker.isAtDefaultSocket() ? Level.NOTE : Level.PROBLEM));
    }

    /** Whether systemd is the init, as sd_booted(3) finds it. */
    static boolean hasSystemd() {
        return Files.isDirectory(Path.of("/run/systemd/system"));
    }

    /** @param fault how bad it is that it does not work */
    static Finding judge(Facts facts, Level fault) {
        if (facts.hasSystemd()) {
            return Finding.ok(NAME, "not needed, as systemd starts the broker");
        }
        if (facts.uid() == null) {
            return new Finding(
                    Level.NOTE,
                    NAME,
                    "there is no " + PROGRAM + ", so root has to start the broker",
                    facts.isInstalled()
                            ? List.of("sudo install -m 4755 " + HOME + "/sbin/xdp-broker-launch " + PROGRAM)
                            : List.of());
        }
        if (!facts.hasFileCapabilities() && (facts.uid() != 0 || (facts.mode() & SETUID) == 0)) {
            return new Finding(
                    fault,
                    NAME,
                    PROGRAM + " is not setuid root, so it cannot start the broker",
                    List.of("sudo chown root " + PROGRAM, "sudo chmod 4755 " + PROGRAM));
        }
        if (facts.noSuidMount() != null) {
            return new Finding(
                    fault,
                    NAME,
                    PROGRAM + " gains no privilege, as " + facts.noSuidMount() + " is mounted with nosuid",
                    List.of("sudo mount -o remount,suid " + facts.noSuidMount()));
        }
        if (!facts.hasUser()) {
            return new Finding(
                    fault,
                    NAME,
                    "there is no user xdp-broker in /etc/passwd, as which the broker runs",
                    List.of("sudo useradd --system --no-create-home --shell /usr/sbin/nologin xdp-broker"));
        }
        if (!facts.canGain()) {
            return new Finding(
                    fault,
                    NAME,
                    "what runs here gains no privilege (no_new_privs), so neither does the launcher",
                    List.of());
        }
        return Finding.ok(NAME, PROGRAM + " starts the broker when somebody needs it");
    }

    /** The mount point under which a file is, if it is mounted with nosuid; else null. See proc(5). */
    static @Nullable String noSuidMount(List<String> mountinfo, String file) {
        String longest = "";
        boolean isNoSuid = false;
        for (String line : mountinfo) {
            String[] fields = line.split(" ");
            String point = fields.length > 5 ? fields[4] : "";
            boolean isAbove = point.equals("/") || file.startsWith(point + "/") || file.equals(point);
            if (!point.isEmpty() && isAbove && point.length() >= longest.length()) {
                longest = point; // a later mount covers an earlier one
                isNoSuid = List.of(fields[5].split(",")).contains("nosuid");
            }
        }
        return isNoSuid ? longest : null;
    }
}
