package org.xdpbroker.broker.authorize;

/**
 * An authority's answer.
 *
 * @param kind what it says
 * @param reason in words, to be read after a colon; empty for yes
 */
public record Answer(Kind kind, String reason) {

    /** What an authority can say. */
    public enum Kind {
        YES,
        NO,
        /** Yes, if a person may be asked; nobody was. */
        NEEDS_PERSON,
        /** Nobody could be asked anything; that is a denial. */
        UNAVAILABLE
    }

    public static final Answer YES = new Answer(Kind.YES, "");
}
