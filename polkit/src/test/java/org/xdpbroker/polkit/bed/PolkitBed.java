package org.xdpbroker.polkit.bed;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A private bus with a real polkitd, both of which can be killed and started again. */
public final class PolkitBed implements AutoCloseable {

    private final PrivateRoot root;
    private @Nullable PrivateBus bus;
    private @Nullable PolkitDaemon polkitd;

    private PolkitBed(PrivateRoot root) {
        this.root = root;
        try {
            startBus();
            startPolkitd();
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /**
     * @param actions names of action files, such as {@code test.policy}, and what is in them
     * @param rules JavaScript
     */
    public static PolkitBed start(Map<String, String> actions, String rules) {
        return new PolkitBed(new PrivateRoot(actions, rules));
    }

    public PrivateRoot root() {
        return root;
    }

    public PrivateBus bus() {
        return Objects.requireNonNull(bus);
    }

    public PolkitDaemon polkitd() {
        return Objects.requireNonNull(polkitd);
    }

    /** Such as 122; before 121 it began with 0. */
    public int polkitVersion() {
        try (LoggedProcess version = LoggedProcess.start("pkcheck", List.of("pkcheck", "--version"))) {
            String[] words = version.awaitEnd().strip().split(" ", -1); // pkcheck version 122
            return Integer.parseInt(words[words.length - 1].split("\\.", -1)[0]);
        }
    }

    /** Begins anew; the bus must have been closed. */
    public void startBus() {
        bus = new PrivateBus(root);
    }

    /** Begins anew; polkitd must have been closed. */
    public void startPolkitd() {
        polkitd = new PolkitDaemon(root);
    }

    @Override
    public void close() {
        if (polkitd != null) {
            polkitd.close();
        }
        if (bus != null) {
            bus.close();
        }
        root.close();
    }
}
