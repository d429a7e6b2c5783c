package org.xdpbroker.broker.policy;

import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;
import org.xdpbroker.protocol.message.RequestParameters;

/**
 * What is asked for: consecutive queues of one interface.
 *
 * @param interfaceName the interface's own name as the kernel tells it, never an alternative name a client wrote
 * @param startQueue the first queue, 0 to {@link RequestParameters#MAX_QUEUE}
 * @param queueCount how many, 1 to {@link RequestParameters#MAX_QUEUES}
 * @param attachMode the attach mode wished for
 * @param handover in which state the sockets are to be passed; no rule bounds it
 * @param lockedMemory how many bytes the asking process is to be allowed to lock; 0 leaves its limit as it is
 * @param busyPoll whether the sockets are to prefer busy polling
 */
public record Asked(
        String interfaceName,
        int startQueue,
        int queueCount,
        AttachMode attachMode,
        Handover handover,
        long lockedMemory,
        boolean busyPoll) {

    /** @throws IllegalArgumentException if a number is out of range */
    public Asked {
        if (startQueue < 0 || startQueue > RequestParameters.MAX_QUEUE) {
            throw new IllegalArgumentException("start queue " + startQueue);
        }
        if (queueCount < 1 || queueCount > RequestParameters.MAX_QUEUES) {
            throw new IllegalArgumentException("queue count " + queueCount);
        }
        if (lockedMemory < 0 || lockedMemory > RequestParameters.MAX_LOCKED_MEMORY) {
            throw new IllegalArgumentException("locked memory " + lockedMemory);
        }
    }

    /** The last queue asked for. */
    int lastQueue() {
        return startQueue + queueCount - 1;
    }

    /** In words, to be read after a verb: {@code queues 0-3 of eth0}. */
    String inWords() {
        return QueueSet.range(startQueue, lastQueue()) + " of " + interfaceName;
    }
}
