package org.xdpbroker.tests.bed;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two network namespaces joined by a veth pair: {@link #NEAR} in the near one, where the broker and its clients are, and
 * {@link #FAR} in the far one, where an ordinary network stack answers. Deleted by {@link #close()} with all in them.
 */
public final class NetworkBed implements AutoCloseable {

    public static final String NEAR = "near0";
    public static final String FAR = "far0";
    public static final String NEAR_ADDRESS = "10.77.0.1";
    public static final String FAR_ADDRESS = "10.77.0.2";

    private static final String[] LOOP = {"loop0", "loop1"};
    private static final int PATIENT_SECONDS = 30;
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Pattern PROGRAM = Pattern.compile("prog/xdp id (\\d+)");

    private final String near;
    private final String far;

    private NetworkBed(String prefix) {
        near = prefix + "n";
        far = prefix + "f";
    }

    /** @param queues how many receive and transmit queues each end of the veth has */
    public static NetworkBed create(int queues) {
        Prerequisites.check();
        NetworkBed bed = new NetworkBed("xbt" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
        Programs.run("ip", "netns", "add", bed.near).orFail();
        Programs.run("ip", "netns", "add", bed.far).orFail();
        bed.addPair(NEAR, FAR, queues);
        for (String[] end : new String[][] {{bed.near, NEAR, NEAR_ADDRESS}, {bed.far, FAR, FAR_ADDRESS}}) {
            Programs.run("ip", "-n", end[0], "link", "set", "lo", "up").orFail();
            Programs.run("ip", "-n", end[0], "addr", "add", end[2] + "/24", "dev", end[1])
                    .orFail();
        }
        return bed;
    }

    /** Adds a pair of veth from the near to the far namespace, up and without addresses. */
    public void addPair(String nearEnd, String farEnd, int queues) {
        addVeth(queues, nearEnd, farEnd, "netns", far);
        near("ip", "link", "set", nearEnd, "up").orFail();
        far("ip", "link", "set", farEnd, "up").orFail();
        // a veth leaves checksums to be done by hardware that is not there; what reads raw packets sees them wrong
        far("ethtool", "-K", farEnd, "tx", "off").orFail();
    }

    /** Adds a pair of veth with both ends in the near namespace, loop0 and loop1, without addresses and silent. */
    public void addLoop(int queues, int mtu) {
        addVeth(queues, LOOP[0], LOOP[1]);
        setLoopMtu(mtu);
        for (String end : LOOP) {
            near("sysctl", "-qw", "net.ipv6.conf." + end + ".disable_ipv6=1").orFail();
            near("ip", "link", "set", end, "up").orFail();
        }
    }

    /** @param mtu the largest packet of the loop, its link-layer header aside */
    public void setLoopMtu(int mtu) {
        for (String end : LOOP) {
            near("ip", "link", "set", end, "mtu", String.valueOf(mtu)).orFail();
        }
    }

    public String nearNamespace() {
        return near;
    }

    public String farNamespace() {
        return far;
    }

    /** Runs a program in the near namespace. */
    public Programs.Result near(String... command) {
        return in(near, command);
    }

    /** Runs a program in the far namespace. */
    public Programs.Result far(String... command) {
        return in(far, command);
    }

    /** Starts a program in the far namespace. */
    public RunningProgram startFar(String... command) {
        return RunningProgram.start(inNamespace(far, List.of(command)));
    }

    /**
     * Makes the far end send what it is told to and nothing by itself: no IPv6, and no question who has the near end's address.
     */
    public void quietFar() {
        far("sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6").orFail();
        far("ip", "neigh", "replace", NEAR_ADDRESS, "lladdr", "02:00:00:00:00:77", "dev", FAR)
                .orFail();
    }

    /** How long a packet both ends take, the link-layer header aside. */
    public void setMtu(int bytes) {
        near("ip", "link", "set", NEAR, "mtu", String.valueOf(bytes)).orFail();
        far("ip", "link", "set", FAR, "mtu", String.valueOf(bytes)).orFail();
    }

    /**
     * How many of as many pings from the far end are answered, each sent when the one before it was. A ping(8) of several
     * does not wait for the last answers longer than for the others, which on a busy machine is too short.
     */
    public int answeredPings(String address, int count) {
        return answeredPings(address, count, PATIENT_SECONDS);
    }

    /** As {@link #answeredPings(String, int)}, with no more patience than that for each. */
    int answeredPings(String address, int count, int seconds) {
        String ping = "ping -q -c 1 -W " + seconds + " " + address + " >/dev/null";
        String out = far("sh", "-c", "for i in $(seq " + count + "); do " + ping + " && echo answered; done; :")
                .orFail();
        return (int) out.lines().count();
    }

    /** Goes on as {@link #answeredPings(String, int)} does until SIGTERM, and then says {@code N of N answered}. */
    public RunningProgram startPings(String address) {
        return startFar("sh", "-c", """
                sent=0 answered=0
                trap stop=1 TERM
                while [ -z "${stop-}" ]; do
                  sent=$((sent + 1))
                  ping -q -c 1 -W SECONDS ADDRESS >/dev/null && answered=$((answered + 1))
                  sleep 0.01
                done
                echo "$answered of $sent answered"
                """.replace("SECONDS", String.valueOf(PATIENT_SECONDS))
                .replace("ADDRESS", address));
    }

    /** Whether the near end's own network stack answers the far end. */
    public boolean hostAnswers() {
        // one of several is enough: the first may be lost to an address that has to be resolved anew
        return far("ping", "-c", "5", "-i", "0.2", "-W", "1", NEAR_ADDRESS).exitCode() == 0;
    }

    /** A number that the kernel tells of the near end, such as rx_packets. */
    public long nearCount(String name) {
        return count(near, NEAR, name);
    }

    /** A number that the kernel tells of the far end. */
    public long farCount(String name) {
        return count(far, FAR, name);
    }

    private static long count(String namespace, String device, String name) {
        return Long.parseLong(in(namespace, "cat", "/sys/class/net/" + device + "/statistics/" + name)
                .orFail()
                .strip());
    }

    /** The id of the XDP program on an interface of the near namespace, or 0. */
    public int programOn(String device) {
        Matcher matcher = PROGRAM.matcher(Programs.run("ip", "-n", near, "-d", "link", "show", "dev", device)
                .orFail());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Whether any of the near namespace's interfaces has an XDP program. */
    public boolean isAnythingAttached() {
        return PROGRAM.matcher(
                        Programs.run("ip", "-n", near, "-d", "link", "show").orFail())
                .find();
    }

    /** Attaches an XDP program that is not the broker's over netlink, as other tools do. */
    public int attachForeignProgram(String device, String mode) {
        near(
                        "ip",
                        "link",
                        "set",
                        "dev",
                        device,
                        mode,
                        "obj",
                        Stage.get().foreignProgram().toString(),
                        "sec",
                        "xdp")
                .orFail();
        return programOn(device);
    }

    @Override
    public void close() {
        Programs.run("ip", "netns", "del", near);
        Programs.run("ip", "netns", "del", far);
    }

    /** @param peerOptions what ip-link(8) is told of the second end besides */
    private void addVeth(int queues, String first, String second, String... peerOptions) {
        List<String> command = new ArrayList<>(List.of("ip", "link", "add", first));
        command.addAll(queueCounts(queues));
        command.addAll(List.of("type", "veth", "peer", "name", second));
        command.addAll(List.of(peerOptions));
        command.addAll(queueCounts(queues));
        near(command.toArray(String[]::new)).orFail();
    }

    private static List<String> queueCounts(int queues) {
        String count = String.valueOf(queues);
        return List.of("numrxqueues", count, "numtxqueues", count);
    }

    static List<String> inNamespace(String namespace, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(command);
        return all;
    }

    private static Programs.Result in(String namespace, String... command) {
        return Programs.run(inNamespace(namespace, List.of(command)));
    }
}
