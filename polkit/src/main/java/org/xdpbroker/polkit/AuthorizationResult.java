package org.xdpbroker.polkit;

/**
 * What the authority says.
 *
 * @param outcome the answer
 * @param reason a clause for the person who asked, such as {@code polkit did not answer within 5000 ms}
 */
public record AuthorizationResult(Outcome outcome, String reason) {

    /** The kinds of answers. Everything but {@link #AUTHORIZED} is a no. */
    public enum Outcome {
        /** Yes. */
        AUTHORIZED,
        /** No: by the action's defaults, by a rule, or because authentication failed. */
        NOT_AUTHORIZED,
        /** A person would have to be asked, and the question did not allow it. */
        CHALLENGE,
        /** A person was asked and closed the dialog. */
        DISMISSED,
        /** There is no answer: no bus, no polkit, an unknown action, no right to ask, no answer in time. */
        UNAVAILABLE
    }

    public boolean isAuthorized() {
        return outcome == Outcome.AUTHORIZED;
    }

    static AuthorizationResult unavailable(String reason) {
        return new AuthorizationResult(Outcome.UNAVAILABLE, reason);
    }
}
