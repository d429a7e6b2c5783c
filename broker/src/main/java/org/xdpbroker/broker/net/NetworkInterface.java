package org.xdpbroker.broker.net;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.KernelFile;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * A network interface of the broker's network namespace.
 *
 * @param name its canonical name, never an alternative one: policy is written against this
 * @param ifindex its index
 */
public record NetworkInterface(String name, int ifindex) {

    private static final String SYSFS = "/sys/class/net/";
    private static final int IFF_UP = 1;

    /** The latest one that sysfs was found to show; which network namespace it shows does not change in a process's life. */
    private static volatile @Nullable NetworkInterface seenInSysfs;

    /** The interface that a name leads to (also an alternative name, see ip-link(8) altname), or null. */
    public static @Nullable NetworkInterface find(InterfaceName asked) {
        int ifindex = Libc.get().if_nametoindex(asked.value());
        return ifindex == 0 ? null : find(ifindex);
    }

    /** The interface of an index, or null. */
    public static @Nullable NetworkInterface find(int ifindex) {
        String name = Libc.get().if_indextoname(ifindex);
        return name == null ? null : new NetworkInterface(name, ifindex);
    }

    /** All of them, by index. */
    public static List<NetworkInterface> all() throws IOException {
        List<NetworkInterface> interfaces = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(SYSFS))) {
            for (Path entry : entries) {
                int ifindex = Libc.get().if_nametoindex(entry.getFileName().toString());
                if (ifindex != 0) {
                    interfaces.add(new NetworkInterface(entry.getFileName().toString(), ifindex));
                }
            }
        }
        interfaces.sort(Comparator.comparingInt(NetworkInterface::ifindex));
        return interfaces;
    }

    /**
     * How many receive queues it has now; they are numbered from 0. Counted in sysfs, because drivers such as veth tell
     * ethtool nothing.
     *
     * @throws IOException if sysfs shows another network namespace, or the interface has just gone
     */
    public int receiveQueues() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> queues = Files.newDirectoryStream(Path.of(queues()), "rx-*")) {
            for (Path ignored : queues) {
                count++;
            }
        }
        return count;
    }

    /**
     * Whether it has a receive queue of this number now: less work than counting.
     *
     * @throws IOException as {@link #receiveQueues()}
     */
    public boolean hasReceiveQueue(int queue) throws IOException {
        return KernelFile.exists(queues() + "/rx-" + queue);
    }

    private String queues() throws IOException {
        NetworkInterface seen = seenInSysfs;
        if (seen != null
                && seen.ifindex == ifindex
                && seen.name.equals(name)) { // a record's equals takes tens of microseconds
            return SYSFS + name + "/queues";
        }
        try {
            if (Integer.parseInt(KernelFile.read(SYSFS + name + "/ifindex")) == ifindex) {
                seenInSysfs = this;
                return SYSFS + name + "/queues";
            }
        } catch (SystemCallException e) {
            if (!e.errno().equals(Errno.ENOENT)) {
                throw e;
            }
        }
        throw otherNamespace();
    }

    /** Whether it is administratively up; false also if it has just gone. */
    public boolean isUp() {
        try {
            return (Integer.decode(KernelFile.read(SYSFS + name + "/flags")) & IFF_UP) != 0;
        } catch (SystemCallException e) {
            return false;
        }
    }

    /** The name of its driver, such as {@code veth}; {@code unknown} if it does not tell. */
    public String driver() {
        return DriverName.of(name);
    }

    private IOException otherNamespace() {
        return new IOException("/sys/class/net does not show interface " + name + " with index " + ifindex
                + ": sysfs is mounted for another network namespace. Start xdp-brokerd with 'ip netns exec', which mounts it"
                + " anew, or mount sysfs in its mount namespace.");
    }
}
