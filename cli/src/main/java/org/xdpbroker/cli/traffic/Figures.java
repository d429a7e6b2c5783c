package org.xdpbroker.cli.traffic;

import com.google.gson.JsonObject;

/** Counts of a second, or of all, that can be told to people and to programs. */
public interface Figures {

    /** One line for a person. */
    String text();

    /** The same for programs. */
    JsonObject json();
}
