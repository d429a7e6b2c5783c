package org.xdpbroker.tests.bed;

/**
 * A small program in place of the Java runtime and the daemon, in {@link InstalledSystem}: takes connections on the descriptor
 * that it inherits and sends back what comes, descriptors too. A first line in the file {@link #ORDERS} makes it do otherwise.
 */
public final class StandIn {

    /** Where the launcher looks for a Java runtime first. */
    public static final String JAVA = InstalledSystem.HOME + "/jre/bin/java";

    /** {@code end}: it ends at once, with a word in the record. {@code silence}: it takes connections and says nothing. */
    public static final String ORDERS = "/etc/xdp-broker/orders";

    static final String PROGRAM = """
            #!/usr/bin/python3 -I
            import os, signal, socket, sys, threading
            orders = open("ORDERS").read().strip() if os.path.exists("ORDERS") else ""
            if orders == "end":
                sys.exit("ended as ordered")
            print("started with", *sys.argv[1:], flush=True)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
            def serve(connection):
                try:
                    while True:
                        data, fds, flags, _ = socket.recv_fds(connection, 65536, 253)
                        if not data:
                            break
                        if orders != "silence":
                            socket.send_fds(connection, [data], fds)
                        for fd in fds:
                            os.close(fd)
                except ConnectionError:
                    pass
                connection.close()
            listener = socket.socket(fileno=3)
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=serve, args=(connection,), daemon=True).start()
            """.replace("ORDERS", ORDERS);

    private StandIn() {}
}
