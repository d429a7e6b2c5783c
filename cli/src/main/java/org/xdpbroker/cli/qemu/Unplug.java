package org.xdpbroker.cli.qemu;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.xdpbroker.cli.qmp.QmpClient;
import org.xdpbroker.cli.qmp.QmpEvent;
import org.xdpbroker.cli.qmp.QmpRefusedException;
import org.xdpbroker.protocol.transport.Deadline;

/**
 * Takes a netdev that {@link HotPlug} added out of a running QEMU: its device first, then the netdev, then the lease. What is
 * gone already is passed over, so one that was interrupted can be done again.
 */
public final class Unplug {

    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final QmpClient qemu;
    private final String id;
    private final Duration patience;
    private final Consumer<String> progress;
    private final RunningNetdevs running;

    /**
     * @param patience how long the guest may take to let go of the device
     * @param progress told what is waited for, should it take long
     */
    public Unplug(QmpClient qemu, String id, Duration patience, Consumer<String> progress) {
        this.qemu = qemu;
        this.id = id;
        this.patience = patience;
        this.progress = progress;
        running = new RunningNetdevs(qemu);
    }

    /**
     * Takes it out. Returns when QEMU has closed the lease's descriptor.
     *
     * @throws HotPlugException if there is no such netdev, it is none of AF_XDP, or the guest does not let go of the device
     */
    public void unplug() throws IOException {
        Optional<String> type = running.type(id);
        if (type.isPresent() && !type.get().equals(AfXdpNetdev.TYPE)) {
            throw new HotPlugException("netdev " + id + " of QEMU at " + qemu.path() + " is of type " + type.get()
                    + ", not " + AfXdpNetdev.TYPE + ". Name the one to remove with --id.");
        }
        List<String> devices = running.devicesOn(id);
        for (String device : devices) {
            remove(device);
        }
        boolean hadNetdev = found("netdev_del", HotPlug.argument("id", id));
        boolean hadLease = closeLease();
        if (hadLease) {
            return;
        }
        if (!hadNetdev && devices.isEmpty()) {
            throw new HotPlugException("QEMU at " + qemu.path() + " has no netdev " + id
                    + ". Name the one to remove with" + " --id; 'info network' in QEMU's monitor lists them.");
        }
        throw new HotPlugException("netdev " + id + " was removed, but QEMU's monitor at " + qemu.path()
                + " did not hold its lease. If 'xdp-broker leases' still lists it: remove it through the socket it was"
                + " added through, or end it with 'xdp-broker revoke'.");
    }

    private void remove(String device) throws IOException {
        try {
            if (!found("device_del", HotPlug.argument("id", device))) {
                return;
            }
        } catch (QmpRefusedException e) {
            if (!e.description().contains("in the process of unplug")) { // asked before, and not answered yet
                throw e;
            }
        }
        Deadline deadline = Deadline.after(patience);
        Deadline silence = Deadline.after(SILENCE);
        boolean told = SILENCE.compareTo(patience) >= 0;
        while (!deadline.isOver()) {
            QmpEvent event = qemu.awaitEvent(told ? deadline : silence).orElse(null);
            if (event == null && !told) {
                told = true;
                progress.accept(
                        "waiting for the guest to let go of " + device + ", for up to " + patience.toSeconds() + " s");
            } else if (event != null && device.equals(event.text("path"))) {
                if (event.name().equals("DEVICE_DELETED")) {
                    return;
                }
                if (event.name().equals("DEVICE_UNPLUG_GUEST_ERROR")) {
                    throw notLetGo("the guest refused to let go of " + device);
                }
            }
        }
        throw notLetGo("the guest did not let go of " + device + " within " + patience.toSeconds() + " s");
    }

    private HotPlugException notLetGo(String what) {
        return new HotPlugException(
                what + ", so netdev " + id + " and its lease are still in QEMU. Its kernel has to run,"
                        + " with PCI hot-plug, and not be busy booting. Do this again then, or after a reset of the guest, which"
                        + " completes it; the end of QEMU ends the lease too.");
    }

    private boolean closeLease() throws IOException {
        try {
            qemu.execute("closefd", HotPlug.argument("fdname", HotPlug.leaseName(id)));
            return true;
        } catch (QmpRefusedException e) {
            return false; // not found: there is no other reason
        }
    }

    /** Runs a command; false if QEMU does not have what it is about. */
    private boolean found(String command, JsonObject arguments) throws IOException {
        try {
            qemu.execute(command, arguments);
            return true;
        } catch (QmpRefusedException e) {
            if (e.isNotFound()) {
                return false;
            }
            throw e;
        }
    }
}
