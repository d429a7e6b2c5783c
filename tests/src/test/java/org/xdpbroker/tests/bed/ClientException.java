package org.xdpbroker.tests.bed;

/** The client library threw; the message is the exception's kind and text as the agent told them. */
public final class ClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClientException(String message) {
        super(message);
    }
}
