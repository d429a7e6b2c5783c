package org.xdpbroker.polkit.bed;

import org.assertj.core.api.Assertions;

/** The real polkitd on a {@link PrivateBus}. */
public final class PolkitDaemon implements AutoCloseable {

    private final LoggedProcess daemon;

    PolkitDaemon(PrivateRoot root) {
        daemon = LoggedProcess.start(
                "polkitd", root.inside(Prerequisites.polkitd().toString()));
        Waiting.until(() -> "polkitd is on the bus; it says: " + daemon.said(), () -> isOnBus(root));
        Assertions.assertThat(daemon.said()).doesNotContain("Error compiling");
    }

    /** Its own words differ from version to version. */
    private static boolean isOnBus(PrivateRoot root) {
        try (LoggedProcess ask = LoggedProcess.start(
                "dbus-send",
                root.inside(
                        "dbus-send",
                        "--system",
                        "--print-reply=literal",
                        "--dest=org.freedesktop.DBus",
                        "/org/freedesktop/DBus",
                        "org.freedesktop.DBus.NameHasOwner",
                        "string:org.freedesktop.PolicyKit1"))) {
            return ask.awaitEnd().contains("boolean true");
        }
    }

    public LoggedProcess process() {
        return daemon;
    }

    /** kill -9. */
    @Override
    public void close() {
        daemon.close();
    }
}
