package org.xdpbroker.protocol.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The Varlink interfaces of the broker and their descriptions, which are files beside the package. */
public final class Interfaces {

    public static final String SERVICE = "org.varlink.service";
    public static final String BROKER = "org.xdpbroker.Broker";

    /** Where the broker listens if nothing else is said. */
    public static final String DEFAULT_SOCKET = "/run/xdp-broker/org.xdpbroker";

    /** All of them, in the order GetInfo tells them. */
    public static final List<String> ALL = List.of(SERVICE, BROKER);

    private Interfaces() {}

    /** The description of one of {@link #ALL} in Varlink's interface definition language. */
    public static String description(String interfaceName) {
        String file = "/org/xdpbroker/protocol/" + interfaceName + ".varlink";
        try (InputStream in = Interfaces.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("no description of interface " + interfaceName);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
