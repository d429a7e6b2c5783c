package org.xdpbroker.protocol.varlink;

/** A field of a message is missing, unknown, of the wrong type or out of range. */
public final class InvalidParameterException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String parameter;
    private final String problem;

    /**
     * @param parameter the field's name
     * @param problem what is wrong, to be read after the name: {@code is missing}
     */
    public InvalidParameterException(String parameter, String problem) {
        super("parameter '" + parameter + "' " + problem);
        this.parameter = parameter;
        this.problem = problem;
    }

    public String parameter() {
        return parameter;
    }

    public String problem() {
        return problem;
    }
}
