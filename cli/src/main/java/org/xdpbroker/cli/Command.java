package org.xdpbroker.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/**
 * A command of xdp-broker: what its command line may hold, and what it does. It is described to picocli by these methods and
 * not by annotations, as to read those takes longer than most commands do.
 */
abstract class Command implements Callable<Integer> {

    private static final double MOST_TIMEOUT_SECONDS = 3600;

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
    private int parameters;

    Command(String name, String... description) {
        spec.name(name);
        spec.versionProvider(new VersionProvider());
        spec.exitCodeOnInvalidInput(ExitCode.USAGE);
        spec.exitCodeOnExecutionException(ExitCode.FAILURE);
        spec.usageMessage().description(description);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
    }

    /** For picocli. */
    final CommandSpec spec() {
        return spec;
    }

    /** What the help says instead of a line made of the arguments. */
    final void synopsis(String... lines) {
        spec.usageMessage().customSynopsis(lines);
    }

    /** What the help says at its end. */
    final void footer(String... lines) {
        spec.usageMessage().footer(lines);
    }

    /** An option without a value. */
    final Argument<Boolean> flag(String description, String... names) {
        return add(flagSpec(description, names).build());
    }

    /** An option with a value; if it has no default, it may be absent. */
    final <T> Argument<T> option(Class<T> type, String label, String description, String... names) {
        return add(optionSpec(type, label, description, names).build());
    }

    /** @param otherwise the value where none is given, which the description tells as ${DEFAULT-VALUE} */
    final <T> Argument<T> optionOr(String otherwise, Class<T> type, String label, String description, String... names) {
        return add(optionSpec(type, label, description, names)
                .defaultValue(otherwise)
                .build());
    }

    /** The next positional parameter; it must be there. */
    final <T> Argument<T> parameter(Class<T> type, String label, String description) {
        return add(parameterSpec(nextIndex(), label, description)
                .type(type)
                .required(true)
                .build());
    }

    /** The next positional parameter, which may be absent. */
    final <T> Argument<T> optionalParameter(Class<T> type, String label, String description) {
        return add(parameterSpec(nextIndex(), label, description)
                .type(type)
                .arity("0..1")
                .build());
    }

    /** All positional parameters that follow. */
    final Argument<List<String>> furtherParameters(String label, String description) {
        return add(parameterSpec(parameters + "..*", label, description)
                .arity("0..1")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build());
    }

    /** Options of which one may be given. */
    final void add(OneOf options) {
        spec.addArgGroup(options.build());
    }

    static OptionSpec.Builder flagSpec(String description, String... names) {
        return OptionSpec.builder(names).type(Boolean.class).description(description);
    }

    static OptionSpec.Builder optionSpec(Class<?> type, String label, String description, String... names) {
        return OptionSpec.builder(names).type(type).arity("1").paramLabel(label).description(description);
    }

    private static PositionalParamSpec.Builder parameterSpec(String index, String label, String description) {
        return PositionalParamSpec.builder().index(index).paramLabel(label).description(description);
    }

    private String nextIndex() {
        return String.valueOf(parameters++);
    }

    /** An argument that the methods above do not describe; T is the type its spec has. */
    final <T> Argument<T> add(ArgSpec argument) {
        spec.add(argument);
        return new Argument<>(argument);
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** @throws ParameterException if an option's seconds are none that can be waited for */
    final Duration timeout(String option, double seconds) {
        if (!(seconds > 0 && seconds <= MOST_TIMEOUT_SECONDS)) {
            throw usage(option + " is a number of seconds above 0 and up to 3600, not " + seconds);
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /** For a command line that cannot be what was meant; picocli tells it with the usage. */
    final ParameterException usage(String problem) {
        return usage(problem, null);
    }

    final ParameterException usage(String problem, @Nullable Throwable cause) {
        return new ParameterException(spec.commandLine(), problem, cause);
    }
}
