package org.xdpbroker.broker.service;

import org.xdpbroker.broker.grant.RefusedException;
import org.xdpbroker.broker.session.Session;
import org.xdpbroker.protocol.varlink.Call;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

/** One method of a Varlink interface. It replies through the session, or throws what is turned into an error reply. */
@FunctionalInterface
interface Method {
    void call(Session session, Call call) throws InvalidParameterException, RefusedException;
}
