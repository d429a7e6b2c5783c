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
 */
public record LeaseRequest(
        InterfaceName interfaceName,
        int queues,
        int startQueue,
        AttachMode attachMode,
        boolean interactiveAuthentication,
        long lockedMemory) {

    /** @throws IllegalArgumentException if a number is out of range */
    public LeaseRequest {
        checkRange("queues", queues, 1, RequestParameters.MAX_QUEUES);
        checkRange("startQueue", startQueue, 0, RequestParameters.MAX_QUEUE);
        checkRange("lockedMemory", lockedMemory, 0, RequestParameters.MAX_LOCKED_MEMORY);
    }

    /**
     * One queue, number 0, in whatever mode the driver can.
     *
     * @throws IllegalArgumentException if no interface can have this name
     */
    public static LeaseRequest of(String interfaceName) {
        try {
            return new LeaseRequest(new InterfaceName(interfaceName), 1, 0, AttachMode.AUTO, false, 0);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("interface '" + interfaceName + "' " + e.getMessage(), e);
        }
    }

    public LeaseRequest withQueues(int number) {
        return new LeaseRequest(interfaceName, number, startQueue, attachMode, interactiveAuthentication, lockedMemory);
    }

    public LeaseRequest withStartQueue(int queue) {
        return new LeaseRequest(interfaceName, queues, queue, attachMode, interactiveAuthentication, lockedMemory);
    }

    public LeaseRequest withAttachMode(AttachMode mode) {
        return new LeaseRequest(interfaceName, queues, startQueue, mode, interactiveAuthentication, lockedMemory);
    }

    public LeaseRequest withInteractiveAuthentication(boolean allowed) {
        return new LeaseRequest(interfaceName, queues, startQueue, attachMode, allowed, lockedMemory);
    }

    /**
     * Has the broker raise the limit of locked memory of this process, where it is less: packet memory counts against it, that
     * of all processes of the user together. The limit stays raised when the lease ends, and goes on to child processes.
     * Policy bounds it, and a broker that cannot raise limits refuses the request as UNSUPPORTED.
     */
    public LeaseRequest withLockedMemory(long bytes) {
        return new LeaseRequest(interfaceName, queues, startQueue, attachMode, interactiveAuthentication, bytes);
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
                interactiveAuthentication);
    }

    private static void checkRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", outside " + least + " to " + most);
        }
    }
}
