package org.xdpbroker.broker.lease;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;

/**
 * What was granted to whom.
 *
 * @param uid the user, as the kernel told it
 * @param pid the process that asked, for people only
 * @param command the name of that process, for people only
 * @param interfaceName the interface's name at the time of the grant
 * @param ifindex the interface
 * @param queues the queues, ascending
 * @param attachMode native or skb
 * @param fallbackReason why it is not native, after auto; else null
 * @param handover in which state the sockets are passed
 * @param rule the policy rule that allowed it
 * @param lockedMemory how many bytes the process may lock, where it asked for a number; else 0
 */
public record Terms(
        int uid,
        int pid,
        String command,
        String interfaceName,
        int ifindex,
        List<Integer> queues,
        AttachMode attachMode,
        @Nullable String fallbackReason,
        Handover handover,
        String rule,
        long lockedMemory) {

    public Terms {
        queues = List.copyOf(queues);
    }
}
