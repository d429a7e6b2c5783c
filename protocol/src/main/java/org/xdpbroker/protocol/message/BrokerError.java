package org.xdpbroker.protocol.message;

import org.jspecify.annotations.Nullable;

/** The errors of the interface {@code org.xdpbroker.Broker}; the interface description says what each means. */
public enum BrokerError {
    NO_SUCH_INTERFACE("NoSuchInterface"),
    QUEUE_OUT_OF_RANGE("QueueOutOfRange"),
    QUEUE_BUSY("QueueBusy"),
    INTERFACE_BUSY("InterfaceBusy"),
    ATTACH_FAILED("AttachFailed"),
    DENIED("Denied"),
    AUTHENTICATION_REQUIRED("AuthenticationRequired"),
    QUOTA_EXCEEDED("QuotaExceeded"),
    RATE_LIMITED("RateLimited"),
    NO_SUCH_LEASE("NoSuchLease"),
    NOT_BOUND("NotBound"),
    BOUND_ELSEWHERE("BoundElsewhere"),
    UNSUPPORTED("Unsupported"),
    SYSTEM_ERROR("SystemError");

    private final String word;

    BrokerError(String word) {
        this.word = word;
    }

    /** The error's name without its interface. */
    public String word() {
        return word;
    }

    /** The error's name on the wire, with its interface. */
    public String qualifiedName() {
        return Interfaces.BROKER + "." + word;
    }

    /** The error of a name on the wire; null for one this version does not know. */
    public static @Nullable BrokerError of(String qualifiedName) {
        for (BrokerError error : values()) {
            if (error.qualifiedName().equals(qualifiedName)) {
                return error;
            }
        }
        return null;
    }
}
