package org.xdpbroker.tests.bed;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What tcpdump, which is somebody else's, finds in a file of packets. */
public final class PacketDump {

    private static final Pattern HEX_LINE = Pattern.compile("\\s+0x[0-9a-f]{4}:\\s+");

    private final Path file;

    private PacketDump(Path file) {
        this.file = file;
    }

    public static PacketDump of(Path file) {
        requireTcpdump();
        return new PacketDump(file);
    }

    static void requireTcpdump() {
        Prerequisites.check(
                Programs.run("sh", "-c", "command -v tcpdump").exitCode() == 0,
                "the program tcpdump: run setup/dependencies --tests");
    }

    /** The packets' bytes in hexadecimal, those the file has, in their order. */
    public List<String> packets() {
        return hex(tcpdump("-xx", "-t").orFail());
    }

    /** As {@link #packets} of a file that is still written: without the last one where that is there in part. */
    List<String> whole() {
        return hex(tcpdump("-xx", "-t").out());
    }

    private static List<String> hex(String dump) {
        return dump.lines()
                .map(line -> HEX_LINE.matcher(line).lookingAt()
                        ? HEX_LINE.matcher(line).replaceFirst("").replace(" ", "")
                        : "\n")
                .collect(Collectors.joining())
                .lines()
                .filter(packet -> !packet.isEmpty())
                .toList();
    }

    /** When they were captured, in seconds since 1970. */
    public List<Double> times() {
        return tcpdump("-tt")
                .orFail()
                .lines()
                .filter(line -> !HEX_LINE.matcher(line).lookingAt()) // tcpdump's way to tell of what it does not know
                .map(line -> Double.valueOf(line.substring(0, line.indexOf(' '))))
                .toList();
    }

    /** A line a packet, with checksums looked at, and without its time. */
    public String inWords() {
        return tcpdump("-t", "-v").orFail();
    }

    private Programs.Result tcpdump(String... options) {
        return Programs.run(
                Stream.concat(List.of("tcpdump", "-nn", "-r", file.toString()).stream(), List.of(options).stream())
                        .toList());
    }
}
