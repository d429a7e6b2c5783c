package org.xdpbroker.polkit;

import java.io.IOException;

/** The process that is to be the subject has ended, so nothing can be said of it any more. */
public final class SubjectGoneException extends IOException {

    private static final long serialVersionUID = 1L;

    SubjectGoneException(int pid) {
        super("process " + pid + " has ended");
    }
}
