package org.xdpbroker.cli.exec;

import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xdpbroker.cli.qemu.AfXdpNetdev;
import org.xdpbroker.protocol.message.LeaseDescription;

/** The words in braces that {@code request} replaces in a command's arguments. */
final class Placeholders {

    private static final Pattern PATTERN =
            Pattern.compile("\\{(fds|netdev|ifname|ifindex|mode)(?::([A-Za-z0-9._-]+))?\\}");

    private final LeaseDescription lease;
    private final String fds;

    /** @param firstFd the descriptor of the first queue's socket; the others follow */
    Placeholders(LeaseDescription lease, int firstFd) {
        this.lease = lease;
        StringJoiner numbers = new StringJoiner(":");
        for (int i = 0; i < lease.queues().size(); i++) {
            numbers.add(String.valueOf(firstFd + i));
        }
        this.fds = numbers.toString();
    }

    /** The sockets' descriptors as QEMU's sock-fds takes them. */
    String fds() {
        return fds;
    }

    /** Whether QEMU's whole -netdev value would be put into an argument. */
    static boolean hasNetdev(String argument) {
        Matcher word = PATTERN.matcher(argument);
        while (word.find()) {
            if (word.group(1).equals("netdev")) {
                return true;
            }
        }
        return false;
    }

    /** Replaces what it knows and leaves every other brace as it is. */
    String replace(String argument) {
        return PATTERN.matcher(argument).replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), match)));
    }

    private String value(String name, java.util.regex.MatchResult match) {
        String id = match.group(2);
        if (id != null && !name.equals("netdev")) {
            return match.group();
        }
        return switch (name) {
            case "fds" -> fds;
            case "ifname" -> ByteStrings.of(lease.interfaceName());
            case "ifindex" -> String.valueOf(lease.ifindex());
            case "mode" -> lease.attachMode().word();
            default -> ByteStrings.of(new AfXdpNetdev(id == null ? AfXdpNetdev.DEFAULT_ID : id, lease, fds).option());
        };
    }
}
