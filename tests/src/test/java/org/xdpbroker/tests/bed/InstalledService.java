package org.xdpbroker.tests.bed;

import java.util.ArrayList;
import java.util.List;

/** The service of the package on a machine with systemd, as an administrator handles it: by files and systemctl(1). */
public final class InstalledService {

    public static final String SOCKET = "xdp-broker.socket";
    public static final String SERVICE = "xdp-broker.service";
    public static final String POLICY_FILE = "/etc/xdp-broker/policy.toml";

    private static final String DROP_IN = "/etc/systemd/system/xdp-broker.service.d/test.conf";

    private final DebianMachine machine;

    public InstalledService(DebianMachine machine) {
        this.machine = machine;
    }

    /** Whether someone who connects is served. */
    public boolean listens() {
        return isActive(SOCKET);
    }

    /** Whether a broker runs. */
    public boolean runs() {
        return isActive(SERVICE);
    }

    /** Whether a broker runs that is another than the one of this process id. */
    public boolean runsAnew(String ended) {
        // the process first: one that is read after the state can be of a broker that has ended between the two
        String pid = mainPid();
        return !pid.equals("0") && !pid.equals(ended) && runs();
    }

    /** A property of the service, as systemctl show tells it. */
    public String show(String property) {
        return machine.run("systemctl", "show", "--value", "--property", property, SERVICE)
                .orFail()
                .strip();
    }

    public String mainPid() {
        return show("MainPID");
    }

    /** What the journal has, everything said so far included. */
    public String journal(String... arguments) {
        machine.run("journalctl", "--sync").orFail();
        List<String> command = new ArrayList<>(List.of("journalctl", "--unit", SERVICE));
        command.addAll(List.of(arguments));
        return machine.run(command.toArray(String[]::new)).orFail();
    }

    /** Replaces the policy, and leaves it to others to have it read. */
    public void policy(String content) {
        machine.write(POLICY_FILE, content);
    }

    /** Changes settings of the unit's section [Service] for the next start. */
    public void dropIn(String... settings) {
        machine.write(DROP_IN, "[Service]\n" + String.join("\n", settings) + "\n");
        machine.run("systemctl", "daemon-reload").orFail();
    }

    /** Ends the broker, and takes back what {@link #dropIn} has changed. */
    public void stopAsInstalled() {
        machine.run("rm", "-f", DROP_IN).orFail();
        machine.run("systemctl", "daemon-reload").orFail();
        machine.run("systemctl", "stop", SERVICE).orFail();
    }

    private boolean isActive(String unit) {
        return machine.run("systemctl", "is-active", "--quiet", unit).exitCode() == 0;
    }
}
