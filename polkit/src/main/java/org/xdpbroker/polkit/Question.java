package org.xdpbroker.polkit;

/** A question to an {@link Authority} that may be open still. */
public interface Question {

    /**
     * Takes the question back: a person who is being asked sees the dialog close. From any thread; never waits.
     *
     * @return whether no answer has been given and none will be; false means that {@link Answer#answered} was called already
     *     or is being called at this moment on the authority's thread
     */
    boolean cancel();
}
