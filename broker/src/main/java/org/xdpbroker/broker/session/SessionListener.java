package org.xdpbroker.broker.session;

/** Told when a session is over. */
interface SessionListener {
    void sessionEnded(Session session, String reason);
}
