package org.xdpbroker.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.xdpbroker.cli.qemu.AfXdpNetdev;
import org.xdpbroker.cli.qemu.DeviceOption;
import org.xdpbroker.cli.qemu.HotPlug;
import org.xdpbroker.cli.qemu.Unplug;
import org.xdpbroker.cli.qmp.QmpClient;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;

/** {@code xdp-broker qmp}. */
final class QmpCommand extends Command {

    private final Argument<Path> qmpSocket = parameter(Path.class, "QMP-SOCKET", "Where QEMU listens for QMP.");
    private final Argument<String> interfaceName = optionalParameter(String.class, "IFNAME", "The interface.");
    private final Argument<Integer> queues = optionalParameter(Integer.class, "QUEUES", "How many queues, from 1 on.");
    private final Argument<Boolean> remove = flag("Take it out of QEMU instead, and end the lease.", "--remove");
    private final Argument<String> id = optionOr(
            AfXdpNetdev.DEFAULT_ID,
            String.class,
            "ID",
            "What QEMU calls the netdev (default: ${DEFAULT-VALUE}).",
            "--id");
    private final Argument<String> device = option(
            String.class,
            "DEVICE",
            "The guest's device, as in QEMU's -device; netdev= and id= are added where not given (default:"
                    + " virtio-net-pci, for more than one queue with mq=on and vectors=).",
            "--device");
    private final QueueOptions options = new QueueOptions(this);
    private final Argument<Boolean> json = flag("Print the lease as JSON.", "--json");
    private final Argument<Double> qemuTimeoutSeconds = optionOr(
            "30",
            Double.class,
            "S",
            "How many seconds to wait for each answer of QEMU's, and for the guest to let go of the device"
                    + " (default: ${DEFAULT-VALUE}).",
            "--qemu-timeout");
    private final BrokerOption option = new BrokerOption(this);
    private final PasswordOption password = new PasswordOption(this);

    QmpCommand() {
        super(
                "qmp",
                "Adds queues of an interface to a running QEMU, as a netdev of type af-xdp with a device on it.",
                "QEMU holds the lease from then on, until it is removed or QEMU ends. QEMU has to listen on QMP-SOCKET"
                        + " (-qmp unix:PATH,server=on,wait=off), run in the interface's network namespace, and may have to"
                        + " lock 32 MiB of memory for each queue (RLIMIT_MEMLOCK).");
        synopsis("xdp-broker qmp [OPTIONS] QMP-SOCKET IFNAME QUEUES", "xdp-broker qmp QMP-SOCKET --remove [--id ID]");
        footer(
                "",
                "Exit codes: 0 done; 1 refused by the broker; 2 wrong command line; 3 the broker",
                "or QEMU cannot be reached, or QEMU or the guest refused; nothing is left of it",
                "then, or it is told what is.",
                "",
                "Examples:",
                "  xdp-broker qmp vm.qmp eth0 2",
                "  xdp-broker qmp vm.qmp eth0 1 --id lan --device virtio-net-pci,bus=port0",
                "  xdp-broker qmp vm.qmp --remove");
    }

    @Override
    public Integer call() throws IOException {
        if (!AfXdpNetdev.isId(id.get())) {
            throw usage("--id begins with a letter and has letters, digits, '.', '_' and '-', which '" + id.get()
                    + "' has not");
        }
        Duration timeout = timeout("--qemu-timeout", qemuTimeoutSeconds.get());
        return remove.isGiven() ? remove(timeout) : add(timeout);
    }

    private int add(Duration timeout) throws IOException {
        if (!interfaceName.isGiven() || !queues.isGiven()) {
            throw usage("Missing required parameters: IFNAME and QUEUES, or --remove");
        }
        int count = queues.get();
        LeaseRequest request =
                options.request(interfaceName.get(), count).withInteractiveAuthentication(password.mayAsk());
        DeviceOption chosen = device(count);
        option.timeout(password.mayAsk());
        if (count > 1) {
            tellProgress("warning: QEMU 10.2 and earlier read only one queue of a netdev of type af-xdp (up to 10.0 the"
                    + " first, from 10.1 the last); what arrives on the others is lost. One queue works.");
        }
        try (QmpClient qemu = QmpClient.connect(qmpSocket.get(), timeout)) {
            HotPlug hotPlug = new HotPlug(qemu, id.get(), chosen);
            hotPlug.check(count);
            try (XdpBroker broker = option.connect(password.mayAsk());
                    Lease lease = broker.request(request)) {
                hotPlug.plug(new LeaseForQemu(broker, lease));
                tell(lease, chosen);
            }
        }
        return ExitCode.OK;
    }

    private int remove(Duration timeout) throws IOException {
        if (interfaceName.isGiven() || device.isGiven()) {
            throw usage("--remove goes by --id: neither IFNAME nor --device");
        }
        try (QmpClient qemu = QmpClient.connect(qmpSocket.get(), timeout)) {
            new Unplug(qemu, id.get(), timeout, this::tellProgress).unplug();
        }
        PrintWriter out = out();
        if (json.isGiven()) {
            JsonObject object = new JsonObject();
            object.addProperty("removed", id.get());
            JsonLines.print(out, object);
        } else {
            out.println("removed    " + id.get() + "; its lease has ended");
        }
        return ExitCode.OK;
    }

    private DeviceOption device(int queueCount) {
        try {
            return (device.isGiven() ? DeviceOption.parse(device.get()) : DeviceOption.virtio(queueCount)).on(id.get());
        } catch (IllegalArgumentException e) {
            throw usage("--device " + e.getMessage());
        }
    }

    private void tell(Lease lease, DeviceOption added) {
        PrintWriter out = out();
        new LeasePrinter(out, json.isGiven()).granted(lease);
        if (json.isGiven()) {
            JsonObject names = new JsonObject();
            names.addProperty("netdev", id.get());
            names.addProperty("device", added.id());
            JsonObject line = new JsonObject();
            line.add("qemu", names);
            JsonLines.print(out, line);
        } else {
            out.println("netdev     " + id.get());
            out.println("device     " + Objects.requireNonNullElse(added.id(), "-") + " (" + added.driver() + ")");
            out.println("Held by QEMU until it ends, or: xdp-broker qmp " + qmpSocket.get() + " --remove"
                    + (id.get().equals(AfXdpNetdev.DEFAULT_ID) ? "" : " --id " + id.get()));
        }
    }

    private void tellProgress(String text) {
        err().println("xdp-broker: " + text);
    }
}
