package org.xdpbroker.polkit;

/** Receives the answer to a question. */
@FunctionalInterface
public interface Answer {

    /** Called on the authority's thread, where nothing else goes on meanwhile: it should only hand the result on. */
    void answered(AuthorizationResult result);
}
