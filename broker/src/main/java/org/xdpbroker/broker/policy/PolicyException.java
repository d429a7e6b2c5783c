package org.xdpbroker.broker.policy;

import java.util.List;
import java.util.stream.Collectors;

/** A policy file is refused, for all the reasons it gives. The message has one line for each. */
public final class PolicyException extends Exception {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialized
    private final List<PolicyProblem> problems;

    /** @param problems at least one */
    PolicyException(List<PolicyProblem> problems) {
        super(problems.stream().map(PolicyProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, sorted by position; at least one. */
    public List<PolicyProblem> problems() {
        return problems;
    }
}
