package org.xdpbroker.broker.policy;

/**
 * One thing that is wrong with a policy file.
 *
 * @param file the file as it was named
 * @param line counted from 1; 0 if it is about the file as a whole
 * @param column in characters, counted from 1; 0 if it is about the file as a whole
 * @param what what is wrong
 * @param expected what was expected instead, or what mends it
 */
public record PolicyProblem(String file, int line, int column, String what, String expected) {

    /** {@code file:line:column: what is wrong; expected what}. */
    @Override
    public String toString() {
        String place = line == 0 ? file : file + ":" + line + ":" + column;
        return place + ": " + what + "; expected " + expected;
    }
}
