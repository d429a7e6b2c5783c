package org.xdpbroker.broker.xdp;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.posix.OwnedFd;

/**
 * The broker's XDP program on one interface: loaded, attached, with its maps. Closing it detaches and frees them all.
 *
 * <p>Capabilities: CAP_BPF and CAP_NET_ADMIN (loading). System calls: bpf(2). Blast radius: every packet that arrives on the
 * interface passes the program; with an empty map it returns XDP_PASS, so a fault after attaching costs the host nothing.
 */
public final class InterfaceProgram implements AutoCloseable {

    private static final String NAME = "redirect_leased";
    private static final String SOCKETS = "leased_sockets";
    private static final String TRAFFIC = "leased_traffic";

    private final BpfObject object;
    private final BpfLink link;
    private final AttachMode mode;
    private final boolean multiBuffer;
    private final @Nullable String fallbackReason;

    private InterfaceProgram(
            BpfObject object, BpfLink link, AttachMode mode, boolean multiBuffer, @Nullable String fallbackReason) {
        this.object = object;
        this.link = link;
        this.mode = mode;
        this.multiBuffer = multiBuffer;
        this.fallbackReason = fallbackReason;
    }

    /**
     * Loads and attaches. Native is tried before skb where both are allowed.
     *
     * @param ifindex the interface
     * @param queues how many receive queues it has
     * @param modes the modes to try: native, skb or both
     * @param multiBuffer whether packets that lie in several buffers pass the program, too. Without it a driver that would bring
     *     such packets refuses it; with it such a packet is dropped if its socket was not bound for them
     * @throws AttachException if the kernel refused the last mode tried; nothing is left attached or loaded
     */
    public static InterfaceProgram attach(int ifindex, int queues, Set<AttachMode> modes, boolean multiBuffer)
            throws IOException {
        BpfObject object = BpfObject.load(
                NAME, Map.of(SOCKETS, queues, TRAFFIC, queues), multiBuffer ? LibBpf.BPF_F_XDP_HAS_FRAGS : 0);
        try {
            return attach(object, ifindex, EnumSet.copyOf(modes), multiBuffer);
        } catch (IOException | RuntimeException e) {
            object.close();
            throw e;
        }
    }

    private static InterfaceProgram attach(
            BpfObject object, int ifindex, EnumSet<AttachMode> modes, boolean multiBuffer) throws AttachException {
        String fallbackReason = null;
        if (modes.contains(AttachMode.NATIVE)) {
            try {
                BpfLink link = BpfLink.attach(object, ifindex, AttachMode.NATIVE);
                return new InterfaceProgram(object, link, AttachMode.NATIVE, multiBuffer, null);
            } catch (AttachException e) {
                if (!e.allowsFallback() || !modes.contains(AttachMode.SKB)) {
                    throw e;
                }
                fallbackReason = e.getMessage();
            }
        }
        BpfLink link = BpfLink.attach(object, ifindex, AttachMode.SKB);
        return new InterfaceProgram(object, link, AttachMode.SKB, multiBuffer, fallbackReason);
    }

    /**
     * Goes on with what another process of the broker has attached. Takes ownership of the parts, and detaches and closes them
     * if this fails.
     *
     * @param parts all of its parts
     * @param ids what {@link #ids} said of them
     * @throws IOException if one is not what it was, or no longer attached to this interface
     */
    public static InterfaceProgram adopt(
            int ifindex,
            AttachMode mode,
            boolean multiBuffer,
            @Nullable String fallbackReason,
            Map<ProgramPart, OwnedFd> parts,
            Map<String, Integer> ids)
            throws IOException {
        if (parts.size() != ProgramPart.values().length) {
            parts.forEach((part, fd) -> {
                if (part == ProgramPart.LINK) {
                    detach(fd);
                } else {
                    fd.close();
                }
            });
            throw new IOException("only " + parts.keySet() + " of it were kept");
        }
        BpfObject object = new BpfObject(
                part(parts, ProgramPart.PROGRAM),
                Map.of(SOCKETS, part(parts, ProgramPart.SOCKETS), TRAFFIC, part(parts, ProgramPart.TRAFFIC)));
        InterfaceProgram program = new InterfaceProgram(
                object, new BpfLink(part(parts, ProgramPart.LINK)), mode, multiBuffer, fallbackReason);
        try {
            if (!program.ids().equals(ids)) {
                throw new IOException("its parts are " + program.ids() + ", and " + ids + " were stored");
            }
            if (!ProgramPart.field(program.link.fd(), "prog_id").equals(String.valueOf(ids.get("program")))
                    || !ProgramPart.field(program.link.fd(), "ifindex").equals(String.valueOf(ifindex))) {
                throw new IOException("its link does not attach its program to the interface");
            }
            return program;
        } catch (IOException | RuntimeException e) {
            program.close();
            throw e;
        }
    }

    private static OwnedFd part(Map<ProgramPart, OwnedFd> parts, ProgramPart which) {
        return Objects.requireNonNull(parts.get(which), which.word());
    }

    /**
     * The descriptors, which stay this one's. They carry power by themselves: whoever holds them decides where packets of the
     * interface go. They are for the service manager's store, and for nobody else.
     */
    public Map<ProgramPart, OwnedFd> parts() {
        return Map.of(
                ProgramPart.PROGRAM, object.program(),
                ProgramPart.SOCKETS, object.map(SOCKETS),
                ProgramPart.TRAFFIC, object.map(TRAFFIC),
                ProgramPart.LINK, link.fd());
    }

    /** The kernel's ids of the parts, by the word of each. */
    public Map<String, Integer> ids() throws IOException {
        Map<String, Integer> ids = new HashMap<>();
        for (Map.Entry<ProgramPart, OwnedFd> part : parts().entrySet()) {
            ids.put(part.getKey().word(), part.getKey().id(part.getValue()));
        }
        return ids;
    }

    /** Native or skb. */
    public AttachMode mode() {
        return mode;
    }

    /** Whether packets that lie in several buffers pass it. */
    public boolean multiBuffer() {
        return multiBuffer;
    }

    /** Why it is not native, where native was tried. */
    public @Nullable String fallbackReason() {
        return fallbackReason;
    }

    /** Which sockets the queues' packets go to; usable until this is closed. */
    public XskMap sockets() {
        return new XskMap(object, SOCKETS);
    }

    /** What went to those sockets; usable until this is closed. */
    public TrafficMap traffic() {
        return new TrafficMap(object, TRAFFIC);
    }

    /** Detaches what a descriptor attaches, if it is a link, and closes it. */
    public static void detach(OwnedFd fd) {
        new BpfLink(fd).close();
    }

    @Override
    public void close() {
        link.close();
        object.close();
    }
}
