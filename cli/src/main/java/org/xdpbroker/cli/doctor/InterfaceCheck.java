package org.xdpbroker.cli.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.exec.ShellWord;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.protocol.message.InterfaceDescription;

/**
 * What the interfaces can do, and what is in the way. Of an interface that was named, what is in the way is a problem; of all
 * others a note, as nobody said that they matter.
 */
final class InterfaceCheck implements Check {

    private static final String NAME = "interface";
    private static final String LOOPBACK = "lo";
    /** Ethernet header with a VLAN tag. */
    private static final int HEADER = 18;
    /** XDP_PACKET_HEADROOM of linux/bpf.h. */
    private static final int HEADROOM = 256;

    private final BrokerAnswers broker;
    private final LocalInterfaces local;
    private final @Nullable String named;

    InterfaceCheck(BrokerAnswers broker, LocalInterfaces local, @Nullable String named) {
        this.broker = broker;
        this.local = local;
        this.named = named;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Finding> look() throws IOException {
        List<Finding> findings = new ArrayList<>();
        if (local.failure() != null) {
            findings.add(Finding.note(NAME, "not all is known: " + local.failure()));
        }
        for (String name : names()) {
            examine(name, findings);
        }
        if (findings.isEmpty()) {
            findings.add(Finding.note(NAME, "there is none but lo", "ip -brief link show"));
        }
        return findings;
    }

    private List<String> names() {
        if (named != null) {
            return List.of(named);
        }
        List<String> all = broker.interfaces().isEmpty()
                ? local.all().stream().map(LocalInterface::name).toList()
                : broker.interfaces().stream().map(InterfaceDescription::name).toList();
        return all.stream().filter(name -> !name.equals(LOOPBACK)).toList();
    }

    private void examine(String name, List<Finding> findings) throws IOException {
        InterfaceDescription described = broker.of(name);
        LocalInterface here = local.of(name);
        if (described == null && !broker.interfaces().isEmpty()) {
            findings.add(obstacle(
                    name
                            + (here == null
                                    ? " does not exist"
                                    : " exists here, and not in the broker's network namespace"),
                    "xdp-broker interfaces"));
            return;
        }
        if (described == null && here == null) {
            findings.add(obstacle(name + " does not exist", "ip -brief link show"));
            return;
        }
        if (described != null && here != null && here.ifindex() != described.ifindex()) {
            here = null; // this process is in another network namespace, where another interface has that name
        }
        if (described != null) {
            findings.add(features(described));
            foreignProgram(described, here, findings);
        } else if (here != null) {
            findings.add(Finding.ok(NAME, name + " exists; what its driver can do is not known without a broker"));
            withoutBroker(here, findings);
        }
        if (here != null) {
            localObstacles(here, findings);
        }
    }

    private Finding features(InterfaceDescription nif) {
        String driver = nif.name() + " (driver " + nif.driver() + ", " + nif.queues()
                + (nif.queues() == 1 ? " queue" : " queues") + ")";
        if (nif.xdpFeatures().contains("basic")) {
            return Finding.ok(
                    NAME,
                    driver + " has native XDP"
                            + (nif.xdpFeatures().contains("xsk-zerocopy")
                                    ? " and zero-copy"
                                    : "; the kernel copies packets, as the driver has no zero-copy"));
        }
        List<String> ports = local.portsOf(nif.name());
        if (!ports.isEmpty()) {
            return Finding.note(
                    NAME,
                    driver + " has no native XDP, as no bridge has: use one of its ports, or the generic path (skb)",
                    "xdp-broker doctor " + ShellWord.of(ports.get(0)));
        }
        return Finding.note(
                NAME,
                driver + " has no native XDP, or the kernel does not tell: the generic path (skb) is slower, and works",
                "xdp-broker check " + ShellWord.of(nif.name()) + " 1 --mode skb");
    }

    private void foreignProgram(InterfaceDescription nif, @Nullable LocalInterface here, List<Finding> findings) {
        if (nif.programId() == null || nif.attachMode() != null) {
            return;
        }
        List<LocalInterface.Program> programs = here == null || here.programs().isEmpty()
                ? List.of(
                        new LocalInterface.Program("xdpdrv", nif.programId(), ""),
                        new LocalInterface.Program("xdpgeneric", nif.programId(), ""))
                : here.programs();
        findings.add(occupied(nif.name(), nif.programId(), programs));
    }

    private void withoutBroker(LocalInterface nif, List<Finding> findings) {
        if (!nif.programs().isEmpty()) {
            findings.add(occupied(nif.name(), nif.programs().get(0).id(), nif.programs()));
        }
    }

    private Finding occupied(String name, int id, List<LocalInterface.Program> programs) {
        String dev = ShellWord.of(name);
        boolean isDispatcher =
                programs.stream().anyMatch(program -> program.name().startsWith("xdp_disp"));
        String[] mend = isDispatcher
                ? new String[] {"sudo xdp-loader unload " + dev + " --all"}
                : programs.stream()
                        .map(program -> "sudo ip link set dev " + dev + " " + program.word() + " off")
                        .toArray(String[]::new);
        return obstacle(
                name + " carries XDP program " + id
                        + ", which is not the broker's: it has to go first; one that is attached"
                        + " by a link goes with the program that holds it",
                mend);
    }

    private void localObstacles(LocalInterface nif, List<Finding> findings) throws IOException {
        String dev = ShellWord.of(nif.name());
        if (!nif.isUp()) {
            findings.add(obstacle(nif.name() + " is down", "sudo ip link set dev " + dev + " up"));
        }
        int room = UmemConfig.DEFAULT.frameSize() - HEADROOM;
        if (nif.mtu() + HEADER > room) {
            findings.add(obstacle(
                    nif.name() + " has MTU " + nif.mtu() + ": packets above " + room
                            + " bytes do not fit the frames of "
                            + UmemConfig.DEFAULT.frameSize()
                            + " bytes that the Java library has by default and are dropped,"
                            + " and many drivers refuse native XDP above an MTU of about 3500",
                    "sudo ip link set dev " + dev + " mtu 1500"));
        }
        if (nif.isVeth()) {
            checksums(nif, findings);
        }
    }

    /** What comes from a veth's peer has checksums that were left to hardware, unless the peer was told otherwise. */
    private static void checksums(LocalInterface nif, List<Finding> findings) throws IOException {
        String what = nif.name() + " is a veth: what its peer sends itself has UDP and TCP checksums left undone";
        if (nif.peer() == null) {
            findings.add(Finding.note(
                    NAME,
                    what + ", unless it was told otherwise in its namespace, which is not this one",
                    "sudo ip netns exec NAMESPACE ethtool -K PEER tx off"));
            return;
        }
        Tool.Answer answer = Tool.run("ethtool", "-k", nif.peer());
        if (answer.exitCode() != 0 || answer.out().contains("tx-checksumming: on")) {
            findings.add(Finding.note(NAME, what, "sudo ethtool -K " + ShellWord.of(nif.peer()) + " tx off"));
        }
    }

    private Finding obstacle(String text, String... mend) {
        return new Finding(named == null ? Level.NOTE : Level.PROBLEM, NAME, text, List.of(mend));
    }
}
