package org.xdpbroker.cli.memlock;

import java.util.ArrayList;
import java.util.List;
import org.xdpbroker.cli.exec.ShellWord;
import org.xdpbroker.protocol.message.ByteSize;
import org.xdpbroker.protocol.posix.Libc;

/** What mends a limit of locked memory that is too small: the commands to paste, with the numbers in them. */
public final class Remedies {

    private final LockedMemory may;
    private final ByteSize needed;
    private final String user;

    /** @param needed how much has to be allowed */
    public Remedies(LockedMemory may, ByteSize needed) {
        this(may, needed, System.getProperty("user.name", "?"), uid());
    }

    Remedies(LockedMemory may, ByteSize needed, String userName, String uid) {
        this.may = may;
        this.needed = needed;
        // limits.conf(5) takes a range of uids for who has no name
        this.user = userName.equals("?") || userName.isBlank() ? uid + ":" + uid : userName;
    }

    /** Raises the limit of the shell it is typed into. */
    public String forThisShell() {
        return may.limit().mayAllow(needed.bytes())
                ? "ulimit -S -l " + needed.kib()
                : "sudo prlimit --pid $$ --memlock=" + needed.kib() * 1024;
    }

    /** Raises the limit of every session of the user from the next login on. */
    public String forEveryLogin() {
        return "echo '" + user + " - memlock " + needed.kib() + "' | sudo tee /etc/security/limits.d/xdp-broker.conf";
    }

    /** For the section Service of a unit. */
    public String forService() {
        return "LimitMEMLOCK=" + needed;
    }

    /** Gives a program the capability for which the limit does not count. */
    public String forProgram(String program) {
        return "sudo setcap cap_ipc_lock+ep " + ShellWord.of(program);
    }

    /** For a rule of the broker's policy. */
    public String forRule() {
        return "max-memlock = \"" + needed + "\"";
    }

    /**
     * All of them, as lines of a text for a person.
     *
     * @param program path of the program that registers the memory
     */
    public List<String> lines(String program) {
        List<String> lines = new ArrayList<>(List.of(
                "  1. A larger limit for this shell; then run this again:",
                "       " + forThisShell(),
                "     For good, from the next login on:",
                "       " + forEveryLogin(),
                "     In the unit of a systemd service, section [Service]:",
                "       " + forService()));
        if (may.inFirstNamespace()) {
            lines.add("  2. The capability CAP_IPC_LOCK, which lifts the limit for everyone who may run the program:");
            lines.add("       " + forProgram(program));
            lines.add("     In the unit of a systemd service:");
            lines.add("       AmbientCapabilities=CAP_IPC_LOCK");
        } else {
            lines.add("  2. The capability CAP_IPC_LOCK, but outside of this user namespace, where it lifts nothing.");
        }
        lines.add("  3. A broker that raises it: --memlock asks it to. Its administrator starts it with");
        lines.add("       xdp-brokerd --raise-memlock");
        lines.add("     and has in your rule of /etc/xdp-broker/policy.toml");
        lines.add("       " + forRule());
        return lines;
    }

    private static String uid() {
        return Integer.toUnsignedString(Libc.get().geteuid());
    }
}
