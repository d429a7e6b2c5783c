package org.xdpbroker.cli.qemu;

import com.google.gson.JsonObject;
import java.util.regex.Pattern;
import org.xdpbroker.protocol.message.LeaseDescription;

/**
 * QEMU's netdev of type af-xdp over a lease: see qemu(1), -netdev af-xdp, and NetdevAFXDPOptions of its qapi/net.json.
 *
 * <p>The mode is told always: QEMU 8.2 to 10.0 look for the XDP program in the mode they are told, and only in that one.
 *
 * @param id what QEMU is to call it
 * @param lease the lease
 * @param sockFds the sockets, queue by queue with colons between: numbers that QEMU inherits, or names given with getfd
 */
public record AfXdpNetdev(String id, LeaseDescription lease, String sockFds) {

    /** The id if nobody chooses one. */
    public static final String DEFAULT_ID = "net0";

    /** QEMU's name of the type. */
    static final String TYPE = "af-xdp";

    private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

    /** Whether QEMU takes this for an id (its id_wellformed). */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** The value of the option -netdev; a comma within a value is written twice there. */
    public String option() {
        return TYPE + ",id=" + id
                + ",ifname=" + lease.interfaceName().replace(",", ",,")
                + ",queues=" + lease.queues().size()
                + ",start-queue=" + startQueue()
                + ",mode=" + lease.attachMode().word()
                + ",inhibit=on,sock-fds=" + sockFds;
    }

    /** The same as arguments of netdev_add. */
    JsonObject arguments() {
        JsonObject arguments = new JsonObject();
        arguments.addProperty("type", TYPE);
        arguments.addProperty("id", id);
        arguments.addProperty("ifname", lease.interfaceName());
        arguments.addProperty("queues", lease.queues().size());
        arguments.addProperty("start-queue", startQueue());
        arguments.addProperty("mode", lease.attachMode().word());
        arguments.addProperty("inhibit", true);
        arguments.addProperty("sock-fds", sockFds);
        return arguments;
    }

    /** For a person. */
    @Override
    public String toString() {
        int queues = lease.queues().size();
        return id + " (" + TYPE + " on " + lease.interfaceName() + ", " + queues + (queues == 1 ? " queue" : " queues")
                + " from " + startQueue() + " on, " + lease.attachMode().word() + ")";
    }

    private int startQueue() {
        return lease.queues().get(0).queue();
    }
}
