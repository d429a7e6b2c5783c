package org.xdpbroker.cli.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes all checks, one after the other. */
public final class Doctor {

    private Doctor() {}

    /**
     * Examines what a request depends on. Takes a few seconds at most, and as long as {@code timeout} for a broker that does
     * not answer.
     *
     * @param socket where the broker is looked for
     * @param timeout how long it may take for each answer
     * @param interfaceName the interface that matters; null for all
     */
    public static List<Finding> examine(Path socket, Duration timeout, @Nullable String interfaceName) {
        BrokerAnswers broker = BrokerAnswers.ask(socket, timeout, interfaceName);
        LocalInterfaces local = LocalInterfaces.read();
        List<Finding> findings = new ArrayList<>();
        for (Check check : List.of(
                new KernelCheck(broker),
                new LibxdpCheck(),
                new BrokerCheck(broker),
                new LauncherCheck(broker),
                new PolicyCheck(broker, interfaceName),
                new PolkitCheck(broker),
                new MemlockCheck(),
                new InterfaceCheck(broker, local, interfaceName))) {
            try {
                findings.addAll(check.look());
            } catch (IOException e) {
                findings.add(Finding.note(check.name(), "could not be looked at: " + e.getMessage()));
            }
        }
        return findings;
    }
}
