package org.xdpbroker.cli;

import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;

/** Options of which a command line may have one. */
final class OneOf {

    private final ArgGroupSpec.Builder group = ArgGroupSpec.builder();

    Argument<Boolean> flag(String description, String... names) {
        return add(Command.flagSpec(description, names).build());
    }

    <T> Argument<T> option(Class<T> type, String label, String description, String... names) {
        return add(Command.optionSpec(type, label, description, names).build());
    }

    ArgGroupSpec build() {
        return group.build();
    }

    private <T> Argument<T> add(ArgSpec argument) {
        group.addArg(argument);
        return new Argument<>(argument);
    }
}
