package org.xdpbroker.cli.qemu;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.xdpbroker.cli.qmp.QmpClient;
import org.xdpbroker.cli.qmp.QmpRefusedException;
import org.xdpbroker.protocol.posix.OwnedFd;

/**
 * Adds a lease to a running QEMU as a netdev with a device on it.
 *
 * <p>What QEMU does with descriptors (its monitor/fds.c and net/af-xdp.c): {@code getfd} puts one into a table of the monitor
 * it came to, under a name, and closes what had that name before. {@code netdev_add} takes the sockets' out of the table for
 * its own. What is left in the table stays there, also when the connection ends, until {@code closefd} or QEMU's end: so there
 * the lease is held, for as long as QEMU lives or until {@link Unplug}.
 *
 * <p>The device is added last, as it is the one thing that QEMU cannot take back by itself: the guest has to let go of it.
 */
public final class HotPlug {

    private static final String NOTHING_ASKED = " Nothing was asked of the broker.";

    private final QmpClient qemu;
    private final String id;
    private final DeviceOption device;
    private final RunningNetdevs running;
    private final Deque<Step> done = new ArrayDeque<>();
    private Map<String, String> propertyTypes = Map.of();

    private record Step(String command, JsonObject arguments) {}

    /** @param device on the netdev of that id */
    public HotPlug(QmpClient qemu, String id, DeviceOption device) {
        this.qemu = qemu;
        this.id = id;
        this.device = device;
        running = new RunningNetdevs(qemu);
    }

    /** The name under which the monitor holds the lease of a netdev. */
    static String leaseName(String id) {
        return "xdp-broker-lease-" + id;
    }

    /** A command's one argument. */
    static JsonObject argument(String name, String value) {
        JsonObject arguments = new JsonObject();
        arguments.addProperty(name, value);
        return arguments;
    }

    /**
     * Looks whether QEMU could take it, before anything is asked of the broker.
     *
     * @throws HotPlugException if QEMU has a netdev of that id, or no such device, or may not lock enough memory
     */
    public void check(int queues) throws IOException {
        String type = running.type(id).orElse(null);
        if (type != null) {
            throw new HotPlugException("QEMU at " + qemu.path() + " already has a netdev " + id + ", of type " + type
                    + ". Choose another with --id"
                    + (type.equals(AfXdpNetdev.TYPE) ? ", or take it out with --remove." : ".") + NOTHING_ASKED);
        }
        String shortage = QemuLimit.shortage(qemu.pid(), running.queues(AfXdpNetdev.TYPE) + queues);
        if (!shortage.isEmpty()) {
            throw new HotPlugException(shortage + NOTHING_ASKED);
        }
        try {
            propertyTypes = running.propertyTypes(device.driver());
        } catch (QmpRefusedException e) {
            throw new HotPlugException(
                    sentence(e) + " 'qemu-system-... -device help' lists the devices of a QEMU; see --device."
                            + NOTHING_ASKED,
                    e);
        }
    }

    /**
     * Adds it. Afterwards QEMU has its own copies of the sockets and of the lease's descriptor, and the queues' packets go to
     * it.
     *
     * @throws HotPlugException if a step failed; those before it were undone, which the message tells
     */
    public void plug(QemuLease lease) throws HotPlugException {
        AfXdpNetdev netdev = new AfXdpNetdev(id, lease.description(), String.join(":", socketNames(lease)));
        String doing = "handing over the sockets";
        try {
            giveSockets(lease);
            doing = "adding netdev " + netdev;
            run("netdev_add", netdev.arguments());
            done.clear(); // the sockets are the netdev's now
            done.push(new Step("netdev_del", argument("id", id)));
            doing = "giving the queues to netdev " + id;
            lease.activate();
            doing = "handing over the lease";
            give(leaseName(id), lease.descriptor());
            doing = "adding device " + device.id() + " (" + device.driver() + ")";
            run("device_add", device.arguments(propertyTypes));
        } catch (IOException e) {
            throw new HotPlugException(doing + " failed: " + sentence(e) + NextStep.after(e) + undo(lease), e);
        }
    }

    private void giveSockets(QemuLease lease) throws IOException {
        List<OwnedFd> sockets = lease.takeSockets();
        try {
            List<String> names = socketNames(lease);
            for (int i = 0; i < names.size(); i++) {
                give(names.get(i), sockets.get(i));
            }
        } finally {
            sockets.forEach(OwnedFd::close);
        }
    }

    /** Of this lease alone, as a name in use would be taken from whoever has it. */
    private static List<String> socketNames(QemuLease lease) {
        List<String> names = new ArrayList<>();
        lease.description()
                .queues()
                .forEach(queue -> names.add("xdp-broker-" + lease.description().id() + "-queue-" + queue.queue()));
        return names;
    }

    private void give(String name, OwnedFd fd) throws IOException {
        qemu.execute("getfd", argument("fdname", name), fd);
        done.push(new Step("closefd", argument("fdname", name)));
    }

    private void run(String command, JsonObject arguments) throws IOException {
        qemu.execute(command, arguments);
    }

    /** Undoes what was done, the last first, ends the lease, and tells what came of it. */
    private String undo(QemuLease lease) {
        List<String> refusals = new ArrayList<>();
        while (qemu.isOpen() && !done.isEmpty()) {
            Step step = done.pop();
            try {
                run(step.command(), step.arguments());
            } catch (QmpRefusedException e) {
                // a netdev that failed may have taken its sockets with it
                if (!step.command().equals("closefd")) {
                    refusals.add(sentence(e));
                }
            } catch (IOException e) {
                break; // not open any more, which is told below
            }
        }
        String left = " Nothing is left in QEMU.";
        if (!qemu.isOpen()) {
            left = " If QEMU goes on, the netdev may be left in it: xdp-broker qmp " + qemu.path() + " --remove --id "
                    + id + " takes it out.";
        } else if (!refusals.isEmpty()) {
            left = " Undoing it failed too: " + String.join(" ", refusals);
        }
        try {
            lease.end();
            return left + " The lease has ended.";
        } catch (IOException e) {
            return left + " The lease could not be ended: " + sentence(e);
        }
    }

    private static String sentence(IOException e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.endsWith(".") ? message : message + ".";
    }
}
