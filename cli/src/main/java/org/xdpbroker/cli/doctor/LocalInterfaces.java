package org.xdpbroker.cli.doctor;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces of this process's network namespace, as {@code ip -json} tells them.
 *
 * @param all every one of them
 * @param failure why they are not known; null if they are
 */
record LocalInterfaces(List<LocalInterface> all, @Nullable String failure) {

    /** XDP_ATTACHED_DRV and so on of linux/if_link.h, in the words of ip-link(8). */
    private static final List<String> ATTACH_WORDS = List.of("", "xdpdrv", "xdpgeneric", "xdpoffload");

    LocalInterfaces {
        all = List.copyOf(all);
    }

    static LocalInterfaces read() {
        try {
            Tool.Answer answer = Tool.run("ip", "-details", "-json", "link", "show");
            if (answer.isMissing()) {
                return new LocalInterfaces(List.of(), "there is no program ip");
            }
            return answer.exitCode() == 0
                    ? new LocalInterfaces(parse(answer.out()), null)
                    : new LocalInterfaces(List.of(), "ip failed: " + answer.complaint());
        } catch (IOException | JsonParseException | IllegalStateException e) {
            return new LocalInterfaces(List.of(), String.valueOf(e.getMessage()));
        }
    }

    /** The interface of a name; null if there is none, or none is known. */
    @Nullable
    LocalInterface of(String name) {
        return all.stream().filter(nif -> nif.name().equals(name)).findFirst().orElse(null);
    }

    /** The ports of a bridge. */
    List<String> portsOf(String bridge) {
        return all.stream()
                .filter(nif -> bridge.equals(nif.bridge()))
                .map(LocalInterface::name)
                .toList();
    }

    static List<LocalInterface> parse(String json) {
        List<LocalInterface> interfaces = new ArrayList<>();
        for (JsonElement element : JsonParser.parseString(json).getAsJsonArray()) {
            JsonObject link = element.getAsJsonObject();
            if (link.has("ifname")) { // ip prints empty objects for what it leaves out
                interfaces.add(read(link));
            }
        }
        return interfaces;
    }

    private static LocalInterface read(JsonObject link) {
        String kind = link.get("linkinfo") instanceof JsonObject info ? text(info, "info_kind") : null;
        return new LocalInterface(
                link.get("ifname").getAsString(),
                link.get("ifindex").getAsInt(),
                link.getAsJsonArray("flags").asList().stream()
                        .anyMatch(flag -> flag.getAsString().equals("UP")),
                link.get("mtu").getAsInt(),
                kind,
                text(link, "master"),
                // with an index beside it, it is that of another namespace
                "veth".equals(kind) && !link.has("link_netnsid") ? text(link, "link") : null,
                programs(link));
    }

    private static List<LocalInterface.Program> programs(JsonObject link) {
        List<LocalInterface.Program> programs = new ArrayList<>();
        if (link.get("xdp") instanceof JsonObject xdp) {
            JsonArray attached = xdp.has("attached") ? xdp.getAsJsonArray("attached") : new JsonArray();
            if (attached.isEmpty()) {
                attached.add(xdp);
            }
            for (JsonElement element : attached) {
                JsonObject one = element.getAsJsonObject();
                int mode = one.get("mode").getAsInt();
                if (mode < ATTACH_WORDS.size() && one.get("prog") instanceof JsonObject program) {
                    String name = text(program, "name");
                    programs.add(new LocalInterface.Program(
                            ATTACH_WORDS.get(mode), program.get("id").getAsInt(), name == null ? "" : name));
                }
            }
        }
        return programs;
    }

    private static @Nullable String text(JsonObject object, String name) {
        return object.has(name) ? object.get(name).getAsString() : null;
    }
}
