package org.xdpbroker.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What may stand on a command line, an option or a positional parameter, and its value as soon as the line is parsed.
 *
 * @param <T> the value's type; a flag's is {@link Boolean}, and it is given or not
 */
final class Argument<T> {

    private final ArgSpec spec;

    Argument(ArgSpec spec) {
        this.spec = spec;
    }

    /** Of a flag, whether it is on: {@code --flag=false} is off. */
    boolean isGiven() {
        T given = orNull();
        return given != null && !given.equals(false);
    }

    /** The value of what is required, or has a default. */
    T get() {
        return Objects.requireNonNull(orNull());
    }

    @Nullable
    T orNull() {
        return spec.getValue();
    }

    T orElse(T otherwise) {
        T given = orNull();
        return given == null ? otherwise : given;
    }
}
