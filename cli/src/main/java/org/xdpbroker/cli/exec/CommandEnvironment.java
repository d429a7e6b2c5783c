package org.xdpbroker.cli.exec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.QueueDescription;

/** The environment of the command: that of this process, and the variables that tell of the descriptors. */
final class CommandEnvironment {

    private CommandEnvironment() {}

    static List<String> of(
            List<String> inherited, LeaseDescription lease, Placeholders placeholders, int leaseFd, int pid) {
        StringJoiner queues = new StringJoiner(":");
        StringJoiner names = new StringJoiner(":");
        for (QueueDescription queue : lease.queues()) {
            queues.add(String.valueOf(queue.queue()));
            names.add("xdp-queue-" + queue.queue());
        }
        names.add("xdp-lease");
        Map<String, String> ours = new LinkedHashMap<>();
        ours.put("LISTEN_FDS", String.valueOf(lease.queues().size() + 1));
        ours.put("LISTEN_FDNAMES", names.toString());
        ours.put("LISTEN_PID", String.valueOf(pid));
        ours.put("XDP_BROKER_IFNAME", ByteStrings.of(lease.interfaceName()));
        ours.put("XDP_BROKER_IFINDEX", String.valueOf(lease.ifindex()));
        ours.put("XDP_BROKER_QUEUES", queues.toString());
        ours.put("XDP_BROKER_MODE", lease.attachMode().word());
        ours.put("XDP_BROKER_FDS", placeholders.fds());
        ours.put("XDP_BROKER_LEASE", lease.id());
        ours.put("XDP_BROKER_LEASE_FD", String.valueOf(leaseFd));
        List<String> environment = new ArrayList<>();
        for (String variable : inherited) {
            int equals = variable.indexOf('=');
            if (equals < 0 || !ours.containsKey(variable.substring(0, equals))) {
                environment.add(variable);
            }
        }
        for (Map.Entry<String, String> variable : ours.entrySet()) {
            environment.add(variable.getKey() + "=" + variable.getValue());
        }
        return environment;
    }
}
