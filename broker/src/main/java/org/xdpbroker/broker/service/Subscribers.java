package org.xdpbroker.broker.service;

import com.google.gson.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xdpbroker.broker.grant.LiveLeases;
import org.xdpbroker.broker.lease.Lease;
import org.xdpbroker.broker.session.Session;
import org.xdpbroker.protocol.message.LeaseEvent;
import org.xdpbroker.protocol.varlink.Reply;

/** The sessions with an open Subscribe call. Each is told of its own user's leases. Conductor thread only. */
public final class Subscribers implements LiveLeases.EventListener {

    private final Set<Session> sessions = new LinkedHashSet<>();

    void add(Session session) {
        sessions.add(session);
    }

    void remove(Session session) {
        sessions.remove(session);
    }

    @Override
    public void happened(Lease lease, LeaseEvent event) {
        for (Session session : List.copyOf(sessions)) {
            if (lease.isOwnedBy(session.peer().uid())) {
                JsonObject parameters = new JsonObject();
                parameters.add("event", event.encode());
                session.reply(new Reply(null, parameters, true));
            }
        }
    }
}
