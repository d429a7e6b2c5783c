package org.xdpbroker.client;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.QueueDescription;
import org.xdpbroker.protocol.message.RequestParameters;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.varlink.Fields;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

/**
 * A lease as granted, with every descriptor at its place.
 *
 * @param description what the broker says of it
 * @param leaseFd holds the lease and brings its events
 * @param sockets an AF_XDP socket a queue
 */
record LeaseReply(LeaseDescription description, OwnedFd leaseFd, SortedMap<Integer, OwnedFd> sockets) {

    /**
     * Takes the reply to Request apart.
     *
     * @param fds what came with it; owned by the result, or closed if the reply does not use each of them exactly once
     */
    static LeaseReply decode(JsonObject parameters, List<OwnedFd> fds) throws BrokerProtocolException {
        boolean placed = false;
        try {
            Fields fields = new Fields(parameters);
            LeaseDescription description = LeaseDescription.decode(fields.object("lease"));
            Places places = new Places(fds);
            OwnedFd leaseFd =
                    places.take(fields.integer("leaseFileDescriptor", 0, RequestParameters.MAX_QUEUES), "the lease");
            SortedMap<Integer, OwnedFd> sockets = new TreeMap<>();
            for (QueueDescription queue : description.queues()) {
                Integer index = queue.socketIndex();
                if (index == null || sockets.containsKey(queue.queue())) {
                    throw new BrokerProtocolException(
                            "the answer to Request has not one socket for queue " + queue.queue());
                }
                sockets.put(queue.queue(), places.take(index, "queue " + queue.queue()));
            }
            places.checkAllTaken();
            placed = true;
            return new LeaseReply(description, leaseFd, sockets);
        } catch (InvalidParameterException e) {
            throw new BrokerProtocolException("the answer to Request is not as agreed: " + e.getMessage(), e);
        } finally {
            if (!placed) {
                fds.forEach(OwnedFd::close);
            }
        }
    }

    /** The descriptors of a message, each to be taken once. */
    private static final class Places {

        private final List<OwnedFd> fds;
        private final boolean[] taken;

        Places(List<OwnedFd> fds) {
            this.fds = fds;
            taken = new boolean[fds.size()];
        }

        OwnedFd take(int index, String what) throws BrokerProtocolException {
            if (index >= taken.length || taken[index]) {
                throw new BrokerProtocolException("the answer to Request names descriptor " + index + " for " + what
                        + (index >= taken.length ? ", and came with " + taken.length : ", and for something else too"));
            }
            taken[index] = true;
            return fds.get(index);
        }

        void checkAllTaken() throws BrokerProtocolException {
            for (boolean used : taken) {
                if (!used) {
                    throw new BrokerProtocolException("the answer to Request came with " + taken.length
                            + " descriptors, which is more than it uses");
                }
            }
        }
    }
}
