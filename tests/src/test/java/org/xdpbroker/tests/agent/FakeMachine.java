package org.xdpbroker.tests.agent;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.Umem;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpSocket;
import org.xdpbroker.client.XdpSocketConfig;
import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.posix.OwnedFd;

/**
 * What of QEMU the command qmp uses, after its monitor/fds.c, net/net.c, net/af-xdp.c and system/qdev-monitor.c: descriptors by
 * name, netdevs that really bind their sockets, devices that a guest lets go of, or not.
 */
final class FakeMachine {

    private static final String PERIPHERAL = "/machine/peripheral";
    private static final XdpSocketConfig SOCKET = XdpSocketConfig.DEFAULT.withRingSizes(256);
    private static final UmemConfig UMEM = UmemConfig.DEFAULT.withFrameCount(256);

    private final Map<String, OwnedFd> named = new TreeMap<>();
    private final Map<String, List<XdpSocket>> netdevs = new TreeMap<>();
    private final Map<String, String> devices = new TreeMap<>();
    private final List<JsonObject> events = new ArrayList<>();
    private String guest = "cooperates";
    private @Nullable OwnedFd arrived;

    /** QEMU's answer with an error. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String errorClass;

        RefusedException(String errorClass, String description) {
            super(description);
            this.errorClass = errorClass;
        }

        String errorClass() {
            return errorClass;
        }
    }

    /** A descriptor came along with bytes; one that nobody took before is closed. */
    void arrive(OwnedFd fd) {
        if (arrived != null) {
            arrived.close();
        }
        arrived = fd;
    }

    /** How the guest takes it that a device is to go: cooperates, holds or refuses. */
    void guest(String behaviour) {
        guest = behaviour;
    }

    /** Closes and forgets all that it was given. */
    void reset() {
        guest = "cooperates";
        named.values().forEach(OwnedFd::close);
        named.clear();
        netdevs.values().forEach(sockets -> sockets.forEach(XdpSocket::close));
        netdevs.clear();
        devices.clear();
    }

    /** Names of descriptors; netdevs; devices. */
    String held() {
        return String.join(",", named.keySet()) + ";" + String.join(",", netdevs.keySet()) + ";"
                + String.join(",", devices.keySet());
    }

    /** How many packets come to the queues of a netdev. */
    int receive(String netdev, int millis) throws IOException {
        int received = 0;
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (received == 0 && System.nanoTime() < end) {
            for (XdpSocket socket : netdevs.getOrDefault(netdev, List.of())) {
                socket.awaitReadable(10);
                int count = socket.rxRing().peek(1);
                socket.rxRing().release(count);
                received += count;
            }
        }
        return received;
    }

    /** The events since the last call. */
    List<JsonObject> takeEvents() {
        List<JsonObject> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    JsonElement run(String command, JsonObject arguments) throws RefusedException {
        switch (command) {
            case "qmp_capabilities" -> {}
            case "human-monitor-command" -> {
                return new JsonPrimitive(listNetdevs());
            }
            case "device-list-properties" -> {
                return properties(text(arguments, "typename"));
            }
            case "getfd" -> getFd(text(arguments, "fdname"));
            case "closefd" -> take(text(arguments, "fdname")).close();
            case "netdev_add" -> addNetdev(arguments);
            case "netdev_del" -> deleteNetdev(text(arguments, "id"));
            case "device_add" -> addDevice(arguments);
            case "device_del" -> deleteDevice(text(arguments, "id"));
            case "qom-list" -> {
                return children(text(arguments, "path"));
            }
            case "qom-get" -> {
                return new JsonPrimitive(netdevOf(text(arguments, "path")));
            }
            default -> throw new RefusedException("CommandNotFound", "The command " + command + " has not been found");
        }
        return new JsonObject();
    }

    private void getFd(String name) throws RefusedException {
        OwnedFd fd = arrived;
        arrived = null;
        if (fd == null) {
            throw generic("No file descriptor supplied via SCM_RIGHTS");
        }
        OwnedFd before = named.put(name, fd);
        if (before != null) {
            before.close();
        }
    }

    private OwnedFd take(String name) throws RefusedException {
        OwnedFd fd = named.remove(name);
        if (fd == null) {
            throw generic("File descriptor named '" + name + "' not found");
        }
        return fd;
    }

    private void addNetdev(JsonObject arguments) throws RefusedException {
        String id = text(arguments, "id");
        if (netdevs.containsKey(id)) {
            throw generic("Duplicate ID '" + id + "'");
        }
        List<OwnedFd> fds = new ArrayList<>();
        for (String name : text(arguments, "sock-fds").split(":")) {
            fds.add(take(name));
        }
        int queue = arguments.get("start-queue").getAsInt();
        List<XdpSocket> sockets = new ArrayList<>();
        try {
            for (OwnedFd fd : fds) {
                XdpSocket socket = XdpSocket.bind(
                        fd, new InterfaceName(text(arguments, "ifname")), queue++, Umem.create(UMEM), SOCKET);
                socket.fill(socket.umem().frames(), UMEM.frameCount() / 2);
                sockets.add(socket);
            }
            netdevs.put(id, sockets);
        } catch (IOException e) {
            sockets.forEach(XdpSocket::close);
            fds.forEach(OwnedFd::close);
            throw generic(String.valueOf(e.getMessage()));
        }
    }

    private void deleteNetdev(String id) throws RefusedException {
        List<XdpSocket> sockets = netdevs.remove(id);
        if (sockets == null) {
            throw new RefusedException("DeviceNotFound", "Device '" + id + "' not found");
        }
        sockets.forEach(XdpSocket::close);
    }

    private void addDevice(JsonObject arguments) throws RefusedException {
        String id = text(arguments, "id");
        if (devices.containsKey(id)) {
            throw generic("Duplicate device ID '" + id + "'");
        }
        if (!netdevs.containsKey(text(arguments, "netdev"))) {
            throw generic("Property 'virtio-net-device.netdev' can't find value");
        }
        if (arguments.has("mq") && !arguments.get("mq").getAsJsonPrimitive().isBoolean()) {
            throw generic("Invalid parameter type for 'mq', expected: boolean");
        }
        devices.put(id, text(arguments, "netdev"));
    }

    private void deleteDevice(String id) throws RefusedException {
        String name = id.startsWith(PERIPHERAL + "/") ? id.substring(PERIPHERAL.length() + 1) : id;
        if (!devices.containsKey(name)) {
            throw new RefusedException("DeviceNotFound", "Device '" + id + "' not found");
        }
        if (guest.equals("cooperates")) {
            devices.remove(name);
            events.add(event("DEVICE_DELETED", PERIPHERAL + "/" + name + "/virtio-backend"));
            events.add(event("DEVICE_DELETED", PERIPHERAL + "/" + name));
        } else if (guest.equals("refuses")) {
            events.add(event("DEVICE_UNPLUG_GUEST_ERROR", PERIPHERAL + "/" + name));
        }
    }

    private String listNetdevs() {
        StringBuilder list = new StringBuilder("user0: index=0,type=user,net=10.0.2.0\r\n");
        netdevs.forEach((id, sockets) -> {
            for (int i = 0; i < sockets.size(); i++) {
                list.append(devices.containsValue(id) ? " \\ " : "")
                        .append(id + ": index=" + i + ",type=af-xdp,af-xdp" + i + " to near0\r\n");
            }
        });
        return list.toString();
    }

    private JsonArray children(String path) {
        JsonArray children = new JsonArray();
        if (path.equals(PERIPHERAL)) {
            devices.keySet().forEach(name -> {
                JsonObject child = new JsonObject();
                child.addProperty("name", name);
                child.addProperty("type", "child<virtio-net-pci>");
                children.add(child);
            });
        }
        return children;
    }

    private String netdevOf(String path) throws RefusedException {
        String netdev = devices.get(path.substring(path.lastIndexOf('/') + 1));
        if (netdev == null) {
            throw generic("Property not found");
        }
        return netdev;
    }

    private static JsonArray properties(String driver) throws RefusedException {
        if (!driver.equals("virtio-net-pci")) {
            throw new RefusedException("DeviceNotFound", "Device '" + driver + "' not found");
        }
        JsonArray properties = new JsonArray();
        Map.of("mq", "bool", "vectors", "uint32", "mac", "str").forEach((name, type) -> {
            JsonObject property = new JsonObject();
            property.addProperty("name", name);
            property.addProperty("type", type);
            properties.add(property);
        });
        return properties;
    }

    private static JsonObject event(String name, String path) {
        JsonObject data = new JsonObject();
        data.addProperty("path", path);
        JsonObject event = new JsonObject();
        event.addProperty("event", name);
        event.add("data", data);
        return event;
    }

    private static RefusedException generic(String description) {
        return new RefusedException("GenericError", description);
    }

    private static String text(JsonObject object, String field) {
        return object.get(field).getAsString();
    }
}
