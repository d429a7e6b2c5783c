package org.xdpbroker.cli.qemu;

import com.google.gson.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A device of QEMU's, in the words of its option -device: {@code driver,key=value,...}, with a comma in a value written twice.
 *
 * @param driver such as {@code virtio-net-pci}
 * @param properties the rest, in the order given
 */
public record DeviceOption(String driver, Map<String, String> properties) {

    private static final String NETDEV = "netdev";
    private static final String ID = "id";
    private static final List<String> YES = List.of("on", "yes", "true", "y");
    private static final List<String> NO = List.of("off", "no", "false", "n");

    public DeviceOption {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties)); // in their order
    }

    /** A virtio network card, with a pair of rings for each queue. */
    public static DeviceOption virtio(int queues) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (queues > 1) {
            properties.put("mq", "on");
            // one for each ring, one for changes of the configuration and one for the control ring
            properties.put("vectors", String.valueOf(2 * queues + 2));
        }
        return new DeviceOption("virtio-net-pci", properties);
    }

    /** @throws IllegalArgumentException if it is not of that form; the message says what is wrong */
    public static DeviceOption parse(String text) {
        Map<String, String> properties = new LinkedHashMap<>();
        String driver = null;
        // a comma that has none beside it, where pairs are taken from the left
        for (String part : text.replace(",,", "\0").split(",", -1)) {
            String word = part.replace('\0', ',');
            int equals = word.indexOf('=');
            if (driver == null) {
                driver = word.startsWith("driver=") ? word.substring("driver=".length()) : word;
                if (driver.isEmpty() || driver.indexOf('=') >= 0) {
                    throw new IllegalArgumentException("begins with the name of a device, not '" + word + "'");
                }
            } else if (equals <= 0) {
                throw new IllegalArgumentException("has '" + word + "', which is no key=value");
            } else if (properties.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("has " + word.substring(0, equals) + " twice");
            }
        }
        return new DeviceOption(driver == null ? "" : driver, properties);
    }

    /**
     * The same device on a netdev, with {@code netdev=} and {@code id=} where they are not there.
     *
     * @throws IllegalArgumentException if it is on another netdev
     */
    public DeviceOption on(String netdev) {
        Map<String, String> all = new LinkedHashMap<>(properties);
        String other = all.putIfAbsent(NETDEV, netdev);
        if (other != null && !other.equals(netdev)) {
            throw new IllegalArgumentException("has netdev=" + other + ", but the netdev is " + netdev);
        }
        all.putIfAbsent(ID, netdev + "-device");
        return new DeviceOption(driver, all);
    }

    /** Its id; null if it has none. */
    public @Nullable String id() {
        return properties.get(ID);
    }

    /**
     * As arguments of device_add, which since QEMU 9.2 takes each value in its own JSON type only.
     *
     * @param types the properties' types, as device-list-properties tells them
     */
    JsonObject arguments(Map<String, String> types) {
        JsonObject arguments = new JsonObject();
        arguments.addProperty("driver", driver);
        properties.forEach((key, value) -> add(arguments, key, value, types.getOrDefault(key, "str")));
        return arguments;
    }

    /** What cannot be of its type goes as a string: QEMU has the words to refuse it. */
    private static void add(JsonObject arguments, String key, String value, String type) {
        if (type.equals("bool") && YES.contains(value)) {
            arguments.addProperty(key, true);
        } else if (type.equals("bool") && NO.contains(value)) {
            arguments.addProperty(key, false);
        } else if (isInteger(type, value)) {
            arguments.addProperty(key, Long.decode(value));
        } else {
            arguments.addProperty(key, value);
        }
    }

    private static boolean isInteger(String type, String value) {
        return (type.matches("u?int\\d*") || type.startsWith("size"))
                && value.matches("-?(0|[1-9]\\d{0,17}|0[xX][0-9a-fA-F]{1,15})");
    }
}
