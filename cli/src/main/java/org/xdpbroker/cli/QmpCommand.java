package org.xdpbroker.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.qemu.AfXdpNetdev;
import org.xdpbroker.cli.qemu.DeviceOption;
import org.xdpbroker.cli.qemu.HotPlug;
import org.xdpbroker.cli.qemu.Unplug;
import org.xdpbroker.cli.qmp.QmpClient;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code xdp-broker qmp}. */
@Command(
        name = "qmp",
        customSynopsis = {
            "xdp-broker qmp [OPTIONS] QMP-SOCKET IFNAME QUEUES",
            "xdp-broker qmp QMP-SOCKET --remove [--id ID]"
        },
        description = {
            "Adds queues of an interface to a running QEMU, as a netdev of type af-xdp with a device on it.",
            "QEMU holds the lease from then on, until it is removed or QEMU ends. QEMU has to listen on QMP-SOCKET"
                    + " (-qmp unix:PATH,server=on,wait=off), run in the interface's network namespace, and may have to"
                    + " lock 32 MiB of memory for each queue (RLIMIT_MEMLOCK)."
        },
        footer = {
            "",
            "Exit codes: 0 done; 1 refused by the broker; 2 wrong command line; 3 the broker",
            "or QEMU cannot be reached, or QEMU or the guest refused; nothing is left of it",
            "then, or it is told what is.",
            "",
            "Examples:",
            "  xdp-broker qmp vm.qmp eth0 2",
            "  xdp-broker qmp vm.qmp eth0 1 --id lan --device virtio-net-pci,bus=port0",
            "  xdp-broker qmp vm.qmp --remove"
        })
final class QmpCommand implements Callable<Integer> {

    private static final double MOST_SECONDS = 3600;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "QMP-SOCKET", description = "Where QEMU listens for QMP.")
    private Path qmpSocket;

    @Parameters(index = "1", arity = "0..1", paramLabel = "IFNAME", description = "The interface.")
    private @Nullable String interfaceName;

    @Parameters(index = "2", arity = "0..1", paramLabel = "QUEUES", description = "How many queues, from 1 on.")
    private @Nullable Integer queues;

    @Option(names = "--remove", description = "Take it out of QEMU instead, and end the lease.")
    private boolean remove;

    @Option(
            names = "--id",
            paramLabel = "ID",
            defaultValue = AfXdpNetdev.DEFAULT_ID,
            description = "What QEMU calls the netdev (default: ${DEFAULT-VALUE}).")
    private String id;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description =
                    "The guest's device, as in QEMU's -device; netdev= and id= are added where not given (default:"
                            + " virtio-net-pci, for more than one queue with mq=on and vectors=).")
    private @Nullable String device;

    @Mixin
    private QueueOptions options;

    @Option(names = "--json", description = "Print the lease as JSON.")
    private boolean json;

    @Option(
            names = "--qemu-timeout",
            paramLabel = "S",
            defaultValue = "30",
            description =
                    "How many seconds to wait for each answer of QEMU's, and for the guest to let go of the device"
                            + " (default: ${DEFAULT-VALUE}).")
    private double qemuTimeoutSeconds;

    @Mixin
    private BrokerOption option;

    @Mixin
    private PasswordOption password;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    QmpCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!AfXdpNetdev.isId(id)) {
            throw usage(
                    "--id begins with a letter and has letters, digits, '.', '_' and '-', which '" + id + "' has not");
        }
        if (!(qemuTimeoutSeconds > 0 && qemuTimeoutSeconds <= MOST_SECONDS)) {
            throw usage("--qemu-timeout is a number of seconds above 0 and up to 3600, not " + qemuTimeoutSeconds);
        }
        Duration timeout = Duration.ofNanos((long) (qemuTimeoutSeconds * 1e9));
        return remove ? remove(timeout) : add(timeout);
    }

    private int add(Duration timeout) throws IOException {
        if (interfaceName == null || queues == null) {
            throw usage("Missing required parameters: IFNAME and QUEUES, or --remove");
        }
        LeaseRequest request = options.request(interfaceName, queues).withInteractiveAuthentication(password.mayAsk());
        DeviceOption chosen = device(queues);
        option.timeout(password.mayAsk());
        if (queues > 1) {
            tellProgress("warning: QEMU 10.2 and earlier read only one queue of a netdev of type af-xdp (up to 10.0 the"
                    + " first, from 10.1 the last); what arrives on the others is lost. One queue works.");
        }
        try (QmpClient qemu = QmpClient.connect(qmpSocket, timeout)) {
            HotPlug hotPlug = new HotPlug(qemu, id, chosen);
            hotPlug.check(queues);
            try (XdpBroker broker = option.connect(password.mayAsk());
                    Lease lease = broker.request(request)) {
                hotPlug.plug(new LeaseForQemu(broker, lease));
                tell(lease, chosen);
            }
        }
        return ExitCode.OK;
    }

    private int remove(Duration timeout) throws IOException {
        if (interfaceName != null || device != null) {
            throw usage("--remove goes by --id: neither IFNAME nor --device");
        }
        try (QmpClient qemu = QmpClient.connect(qmpSocket, timeout)) {
            new Unplug(qemu, id, timeout, this::tellProgress).unplug();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            JsonObject object = new JsonObject();
            object.addProperty("removed", id);
            JsonLines.print(out, object);
        } else {
            out.println("removed    " + id + "; its lease has ended");
        }
        return ExitCode.OK;
    }

    private DeviceOption device(int queueCount) {
        try {
            return (device == null ? DeviceOption.virtio(queueCount) : DeviceOption.parse(device)).on(id);
        } catch (IllegalArgumentException e) {
            throw usage("--device " + e.getMessage());
        }
    }

    private void tell(Lease lease, DeviceOption added) {
        PrintWriter out = spec.commandLine().getOut();
        new LeasePrinter(out, json).granted(lease);
        if (json) {
            JsonObject names = new JsonObject();
            names.addProperty("netdev", id);
            names.addProperty("device", added.id());
            JsonObject line = new JsonObject();
            line.add("qemu", names);
            JsonLines.print(out, line);
        } else {
            out.println("netdev     " + id);
            out.println("device     " + Objects.requireNonNullElse(added.id(), "-") + " (" + added.driver() + ")");
            out.println("Held by QEMU until it ends, or: xdp-broker qmp " + qmpSocket + " --remove"
                    + (id.equals(AfXdpNetdev.DEFAULT_ID) ? "" : " --id " + id));
        }
    }

    private void tellProgress(String text) {
        spec.commandLine().getErr().println("xdp-broker: " + text);
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
