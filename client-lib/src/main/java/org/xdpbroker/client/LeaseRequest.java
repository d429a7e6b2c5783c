package org.xdpbroker.client;

import java.util.List;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;
import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.message.RequestParameters;

/**
 * What to ask the broker for.
 *
 * @param interfaceName the interface in the broker's network namespace
 * @param queues how many queues, 1 to {@value RequestParameters#MAX_QUEUES}
 * @param startQueue the first of them, 0 to {@value RequestParameters#MAX_QUEUE}
 * @param attachMode how the XDP program is to be attached
 * @param interactiveAuthentication whether a person may be asked for a password, where policy says ask; that can take minutes
 * @param lockedMemory how many bytes this process is to be allowed to lock (RLIMIT_MEMLOCK), 1 to {@value
 *     RequestParameters#MAX_LOCKED_MEMORY}; 0 leaves its limit as it is
 * @param multiBuffer whether packets larger than a frame are to be received, in several
 * @param busyPoll for how many microseconds a call may poll the device, 1 to {@value RequestParameters#MAX_BUSY_POLL}; 0 leaves
 *     the device to its interrupts
 */
public record LeaseRequest(
        InterfaceName interfaceName,
        int queues,
        int startQueue,
        AttachMode attachMode,
        boolean interactiveAuthentication,
        long lockedMemory,
        boolean multiBuffer,
        int busyPoll) {

    /** @throws IllegalArgumentException if a number is out of range */
    public LeaseRequest {
        checkRange("queues", queues, 1, RequestParameters.MAX_QUEUES);
        checkRange("startQueue", startQueue, 0, RequestParameters.MAX_QUEUE);
        checkRange("lockedMemory", lockedMemory, 0, RequestParameters.MAX_LOCKED_MEMORY);
        checkRange("busyPoll", busyPoll, 0, RequestParameters.MAX_BUSY_POLL);
    }

    /**
     * One queue, number 0, in whatever mode the driver can.
     *
     * @throws IllegalArgumentException if no interface can have this name
     */
    public static LeaseRequest of(String interfaceName) {
        try {
            return new LeaseRequest(new InterfaceName(interfaceName), 1, 0, AttachMode.AUTO, false, 0, false, 0);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("interface '" + interfaceName + "' " + e.getMessage(), e);
        }
    }

    public LeaseRequest withQueues(int number) {
        return new LeaseRequest(
                interfaceName,
                number,
                startQueue,
                attachMode,
                interactiveAuthentication,
                lockedMemory,
                multiBuffer,
                busyPoll);
    }

    public LeaseRequest withStartQueue(int queue) {
        return new LeaseRequest(
                interfaceName,
                queues,
                queue,
                attachMode,
                interactiveAuthentication,
                lockedMemory,
                multiBuffer,
                busyPoll);
    }

    public LeaseRequest withAttachMode(AttachMode mode) {
        return new LeaseRequest(
                interfaceName,
                queues,
                startQueue,
                mode,
                interactiveAuthentication,
                lockedMemory,
                multiBuffer,
                busyPoll);
    }

    public LeaseRequest withInteractiveAuthentication(boolean allowed) {
        return new LeaseRequest(
                interfaceName, queues, startQueue, attachMode, allowed, lockedMemory, multiBuffer, busyPoll);
    }

    /**
     * Has the broker raise the limit of locked memory of this process, where it is less: packet memory counts against it, that
     * of all processes of the user together. The limit stays raised when the lease ends, and goes on to child processes.
     * Policy bounds it, and a broker that cannot raise limits refuses the request as UNSUPPORTED.
     */
    public LeaseRequest withLockedMemory(long bytes) {
        return new LeaseRequest(
                interfaceName, queues, startQueue, attachMode, interactiveAuthentication, bytes, multiBuffer, busyPoll);
    }

    /**
     * Has the XDP program take packets larger than a frame, for sockets bound with {@link XdpSocketConfig#multiBuffer}. The
     * first lease of an interface decides for all: on one that is in use otherwise the request is refused as INTERFACE_BUSY.
     */
    public LeaseRequest withMultiBuffer(boolean wanted) {
        return new LeaseRequest(
                interfaceName,
                queues,
                startQueue,
                attachMode,
                interactiveAuthentication,
                lockedMemory,
                wanted,
                busyPoll);
    }

    /**
     * Has the broker make the sockets prefer busy polling, which needs CAP_NET_ADMIN: receiving polls the device, and its
     * interrupts stay off where the administrator has set napi_defer_hard_irqs and gro_flush_timeout. Where the rule does not
     * allow it, the request is refused as DENIED.
     *
     * @param micros for how long a call that waits may poll
     */
    public LeaseRequest withBusyPoll(int micros) {
        return new LeaseRequest(
                interfaceName,
                queues,
                startQueue,
                attachMode,
                interactiveAuthentication,
                lockedMemory,
                multiBuffer,
                micros);
    }

    RequestParameters parameters() {
        return new RequestParameters(
                interfaceName,
                queues,
                startQueue,
                attachMode,
                Handover.UNBOUND,
                List.of(),
                lockedMemory,
                multiBuffer,
                busyPoll,
                interactiveAuthentication);
    }

    private static void checkRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", outside " + least + " to " + most);
        }
    }
}
