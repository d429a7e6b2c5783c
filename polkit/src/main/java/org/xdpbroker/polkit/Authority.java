package org.xdpbroker.polkit;

import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * Someone who says whether a process may do something, perhaps after asking a person. Methods may be called from any thread
 * and never wait.
 */
public interface Authority extends AutoCloseable {

    /**
     * Asks. The answer comes exactly once, on the authority's own thread, unless the question is cancelled or the authority
     * closed before; it may come before this method has returned.
     *
     * @param subject who wants to; may be closed as soon as this method has returned
     * @param action what it wants to do
     * @param details what rules and the person asked are told about it
     * @param interactive whether a person may be asked, which can take minutes; if not, {@link
     *     AuthorizationResult.Outcome#CHALLENGE} is the answer where one would have to be
     * @throws SystemCallException if no file descriptor is left to hold on to the subject; nothing was asked then
     */
    Question ask(Subject subject, ActionId action, Details details, boolean interactive, Answer answer)
            throws SystemCallException;

    /** Cancels the questions that are open, without an answer, and lets go of everything. */
    @Override
    void close();
}
