package org.xdpbroker.cli.qemu;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.xdpbroker.cli.qmp.QmpClient;
import org.xdpbroker.cli.qmp.QmpRefusedException;

/** Looks at what a running QEMU has; changes nothing. */
final class RunningNetdevs {

    /** Where QEMU keeps its pluggable devices: those with an id, and those without. */
    private static final List<String> DEVICES = List.of("/machine/peripheral", "/machine/peripheral-anon");

    /** As print_net_client of QEMU's net/net.c writes it; a netdev that has a card is told after it, behind a backslash. */
    private static final Pattern CLIENT = Pattern.compile("(?m)^(?: \\\\ )?(\\S+): index=\\d+,type=([^,\\s]+)");

    private final QmpClient qemu;

    RunningNetdevs(QmpClient qemu) {
        this.qemu = qemu;
    }

    /** The type of a netdev; empty if there is none of that id. */
    Optional<String> type(String id) throws IOException {
        return clients()
                .filter(client -> client.group(1).equals(id))
                .map(client -> client.group(2))
                .findFirst();
    }

    /** How many queues the netdevs of a type have, all together. */
    int queues(String type) throws IOException {
        return (int) clients().filter(client -> client.group(2).equals(type)).count();
    }

    /** The name and the type of each queue of each netdev and card. */
    private Stream<MatchResult> clients() throws IOException {
        // no command of QMP's own lists netdevs
        String list = text(qemu.execute("human-monitor-command", HotPlug.argument("command-line", "info network")));
        return CLIENT.matcher(list).results();
    }

    /** The paths of the devices on a netdev. */
    List<String> devicesOn(String id) throws IOException {
        List<String> devices = new ArrayList<>();
        for (String folder : DEVICES) {
            for (String name : children(folder)) {
                String path = folder + "/" + name;
                if (netdevOf(path).equals(Optional.of(id))) {
                    devices.add(path);
                }
            }
        }
        return devices;
    }

    /** The types of a device's properties by their names. */
    Map<String, String> propertyTypes(String driver) throws IOException {
        Map<String, String> types = new LinkedHashMap<>();
        for (JsonElement item : list(qemu.execute("device-list-properties", HotPlug.argument("typename", driver)))) {
            if (item instanceof JsonObject property) {
                types.put(text(property.get("name")), text(property.get("type")));
            }
        }
        return types;
    }

    private List<String> children(String folder) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            for (JsonElement item : list(qemu.execute("qom-list", HotPlug.argument("path", folder)))) {
                if (item instanceof JsonObject property
                        && text(property.get("type")).startsWith("child<")) {
                    names.add(text(property.get("name")));
                }
            }
            return names;
        } catch (QmpRefusedException e) {
            return List.of(); // as long as it has no such device, QEMU may not have the folder
        }
    }

    private Optional<String> netdevOf(String device) throws IOException {
        JsonObject arguments = HotPlug.argument("path", device);
        arguments.addProperty("property", "netdev");
        try {
            return Optional.of(text(qemu.execute("qom-get", arguments)));
        } catch (QmpRefusedException e) {
            return Optional.empty(); // no network card, or gone meanwhile
        }
    }

    private static JsonArray list(JsonElement element) {
        return element instanceof JsonArray array ? array : new JsonArray();
    }

    private static String text(JsonElement element) {
        return element instanceof JsonPrimitive value && value.isString() ? value.getAsString() : "";
    }
}
