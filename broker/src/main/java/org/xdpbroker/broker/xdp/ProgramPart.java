package org.xdpbroker.broker.xdp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.xdpbroker.protocol.posix.OwnedFd;

/** A kernel object of an {@link InterfaceProgram}, and how /proc/self/fdinfo tells it from others. */
public enum ProgramPart {
    PROGRAM("prog_type", "6", "prog_id"), // BPF_PROG_TYPE_XDP
    SOCKETS("map_type", "17", "map_id"), // BPF_MAP_TYPE_XSKMAP
    TRAFFIC("map_type", "6", "map_id"), // BPF_MAP_TYPE_PERCPU_ARRAY
    LINK("link_type", "xdp", "link_id");

    private final String typeField;
    private final String type;
    private final String idField;

    ProgramPart(String typeField, String type, String idField) {
        this.typeField = typeField;
        this.type = type;
        this.idField = idField;
    }

    /** As names of descriptors and records have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kernel's id of an object, which no other of its kind has while it lives.
     *
     * @throws IOException if the descriptor is not such a part
     */
    int id(OwnedFd fd) throws IOException {
        if (!type.equals(field(fd, typeField))) {
            throw new IOException("the descriptor of its " + word() + " is something else");
        }
        return Integer.parseInt(field(fd, idField));
    }

    /** A field of what the kernel tells of a BPF descriptor; empty if it does not tell it. */
    static String field(OwnedFd fd, String name) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd.number()));
        return lines.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
