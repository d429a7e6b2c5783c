package org.xdpbroker.broker.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tomlj.TomlPosition;

/** Collects what is wrong with one file, so that all of it is told at once. */
final class Problems {

    /** How the parser's own messages tell it. */
    private static final String EXPECTED = ", expected ";

    private final String file;
    private final List<PolicyProblem> found = new ArrayList<>();
    private boolean hasSyntaxErrors;

    Problems(String file) {
        this.file = file;
    }

    void add(TomlPosition at, String what, String expected) {
        found.add(new PolicyProblem(file, at.line(), at.column(), what, expected));
    }

    void addSyntax(TomlPosition at, String message) {
        hasSyntaxErrors = true;
        int split = message.lastIndexOf(EXPECTED);
        String what = split < 0 ? message : message.substring(0, split);
        String expected = split < 0 ? "valid TOML 1.0" : message.substring(split + EXPECTED.length());
        add(at, "not TOML: " + what, expected);
    }

    /** As {@link #add}, but not beside syntax errors: what they swallowed, such as a table's header, may be the cause. */
    void addUnlessSyntax(TomlPosition at, String what, String expected) {
        if (!hasSyntaxErrors) {
            add(at, what, expected);
        }
    }

    int count() {
        return found.size();
    }

    void throwIfAny() throws PolicyException {
        if (!found.isEmpty() || hasSyntaxErrors) {
            throw new PolicyException(found.stream()
                    .sorted(Comparator.comparingInt(PolicyProblem::line).thenComparingInt(PolicyProblem::column))
                    .toList());
        }
    }
}
