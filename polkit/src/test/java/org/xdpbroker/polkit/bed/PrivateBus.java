package org.xdpbroker.polkit.bed;

import java.nio.file.Path;

/** A dbus-daemon that is the system bus of a {@link PrivateRoot}, with the rules of the distributions' system bus. */
public final class PrivateBus implements AutoCloseable {

    private static final String CONFIGURATION = """
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
              "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig>
              <type>system</type>
              <listen>unix:path=/run/dbus/system_bus_socket</listen>
              <auth>EXTERNAL</auth>
              <policy context="default">
                <allow user="*"/>
                <deny own="*"/>
                <deny send_type="method_call"/>
                <allow send_type="signal"/>
                <allow send_requested_reply="true" send_type="method_return"/>
                <allow send_requested_reply="true" send_type="error"/>
                <allow receive_type="method_call"/>
                <allow receive_type="method_return"/>
                <allow receive_type="error"/>
                <allow receive_type="signal"/>
                <allow send_destination="org.freedesktop.DBus"/>
              </policy>
              <includedir>/usr/share/dbus-1/system.d</includedir>
            </busconfig>
            """;

    private final Path socket;
    private final LoggedProcess daemon;

    PrivateBus(PrivateRoot root) {
        Path configuration = root.write("bus.conf", CONFIGURATION);
        socket = root.runFolder().resolve("system_bus_socket");
        daemon = LoggedProcess.start(
                "dbus-daemon",
                root.inside(
                        "dbus-daemon", "--config-file=" + configuration, "--nofork", "--nopidfile", "--print-address"));
        daemon.awaitSaid("unix:path=");
    }

    /** Its address as seen from outside of the private root. */
    public String address() {
        return "unix:path=" + socket;
    }

    public LoggedProcess process() {
        return daemon;
    }

    /** kill -9. The socket is left behind, as it is by a bus that crashed. */
    @Override
    public void close() {
        daemon.close();
    }
}
