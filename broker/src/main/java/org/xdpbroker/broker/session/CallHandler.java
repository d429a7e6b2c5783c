package org.xdpbroker.broker.session;

import org.xdpbroker.protocol.varlink.Call;

/** What the sessions hand decoded calls to, one at a time a session. */
public interface CallHandler {

    /** Handles a call; exactly one final reply must be given to the session, now or later. */
    void handle(Session session, Call call);

    /** The session has ended and takes no more replies. */
    void ended(Session session);
}
