package org.xdpbroker.broker.memlock;

/** The process that connected is not there any more, or is not what it was. */
public final class ProcessChangedException extends Exception {

    private static final long serialVersionUID = 1L;

    ProcessChangedException(String what) {
        super(what);
    }
}
