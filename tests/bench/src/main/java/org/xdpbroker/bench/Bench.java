package org.xdpbroker.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./bench}, once everything is installed and built. */
@Command(
        name = "./bench",
        sortOptions = false,
        description = "Measures the Java library's data path beside a C program that does the same. docs/performance.md"
                + " tells what the numbers are. Progress goes to standard error, results to standard output.")
final class Bench implements Callable<Integer> {

    private static final int WRONG_COMMAND_LINE = 2;
    private static final int FAILED = 3;

    @SuppressWarnings("UnusedVariable") // picocli looks at it
    @Option(names = "--help", usageHelp = true, description = "Print this.")
    private boolean help;

    @Option(names = "--quick", description = "Fewer rows and shorter runs: within two minutes.")
    private boolean quick;

    @Option(names = "--json", description = "Print the results as JSON instead of a table.")
    private boolean json;

    @Option(names = "--rows", paramLabel = "REGEX", description = "Only rows whose name this is found in; see --list.")
    private Pattern rows = Pattern.compile("");

    @Option(names = "--list", description = "Print the rows' names and do nothing.")
    private boolean list;

    @Option(
            names = "--testpmd",
            negatable = true,
            description = "With or without the rows against DPDK's testpmd. With, unless --quick.")
    private @Nullable Boolean testpmd;

    @Option(names = "--self-check", description = "Only the C program against itself: how far from 1 noise goes.")
    private boolean selfCheck;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description =
                    "Runs of each side, in turn. 6 and for fwd 12, with --quick 2; an even number has each side as often on each pair of interfaces.")
    private @Nullable Integer runs;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Length of what is measured, of each side in a run. 2, with --quick 0.3.")
    private @Nullable Double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "Time before it, for both sides. 5 and for echo 15, with --quick 1.")
    private @Nullable Double warmUp;

    @Option(
            names = "--startup",
            description = "How soon the programs are there, and how large: instead of the rows above.")
    private boolean startup;

    @Option(
            names = "--jmh",
            description =
                    "As the first option: micro benchmarks of rings and batches instead; what follows goes to JMH.")
    private boolean jmh;

    @Option(
            names = "--cpus",
            paramLabel = "GENERATOR,MEASURED",
            description = "The CPUs the generator and the measured program are held to. 0,1.")
    private Cpus cpus = Cpus.DEFAULT;

    @Option(names = "--frames", paramLabel = "N", description = "Rows java/c: frames of each socket. ${DEFAULT-VALUE}.")
    private int frames = Tuning.EQUAL.frames();

    @Option(names = "--ring", paramLabel = "N", description = "Rows java/c: entries of each ring. ${DEFAULT-VALUE}.")
    private int ring = Tuning.EQUAL.ring();

    @Option(names = "--batch", paramLabel = "N", description = "Rows java/c: packets of a batch. ${DEFAULT-VALUE}.")
    private int batch = Tuning.EQUAL.batch();

    @Option(
            names = "--tx-budget",
            paramLabel = "N",
            description =
                    "Rows java/c: packets that the kernel sends for one call; 0 leaves it to the kernel. ${DEFAULT-VALUE}.")
    private int txBudget = Tuning.EQUAL.txBudget();

    @Option(names = "--spin", description = "Rows java/c: never block for packets.")
    private boolean spin;

    @Option(
            names = "--before",
            paramLabel = "HOME",
            description =
                    "Rows java/c: the library of another build, a copy of its target/xdp-broker that every user can"
                            + " read, in place of C.")
    private @Nullable Path before;

    @Option(
            names = "--threaded-napi",
            description = "The far ends receive in kernel threads, which lifts what can be sent to them.")
    private boolean threadedNapi;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    private Bench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .registerConverter(Cpus.class, Cpus::parse)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (!(failure instanceof IllegalStateException)) {
                        throw failure;
                    }
                    System.err.println("bench: " + failure.getMessage());
                    return FAILED;
                })
                .execute(args));
    }

    @Override
    public Integer call() {
        if (jmh) {
            System.err.println("bench: --jmh is the first option or none");
            return WRONG_COMMAND_LINE;
        }
        if (startup) {
            return startUp();
        }
        List<Row> chosen = chosen().toList();
        if (chosen.isEmpty()) {
            System.err.println("bench: no row has " + rows + " in its name; ./bench --list prints the names");
            return WRONG_COMMAND_LINE;
        }
        if (list) {
            chosen.forEach(row -> System.out.println(row.name()));
            return 0;
        }
        Machine machine = Machine.here(); // before the bench is held to one of its CPUs
        print(machine.line());
        List<RowResult> results = measure(chosen);
        if (json) {
            System.out.println(JsonReport.of(machine, cpus, threadedNapi, results));
        }
        return 0;
    }

    private int startUp() {
        if (list) {
            return 0; // they cannot be chosen
        }
        List<StartupRow> results;
        try (StartupBed bed = StartupBed.create()) {
            results = new Startup(bed, runs == null ? quick ? 5 : 20 : runs, quick ? 50 : 200).rows();
        }
        Machine machine = Machine.here();
        System.out.println(
                json ? StartupRow.json(machine, results) : machine.line() + "\n" + StartupRow.table(results));
        return 0;
    }

    private Stream<Row> chosen() {
        Rows there = new Rows(new Tuning(Tuning.EQUAL.frameSize(), frames, ring, batch, txBudget, spin, false), before);
        List<Row> all = selfCheck ? there.selfCheck() : quick ? there.quick() : there.full();
        Stream<Row> wanted = Stream.concat(
                all.stream(),
                (testpmd == null ? !quick && !selfCheck : testpmd) ? Rows.testpmd().stream() : Stream.of());
        return wanted.filter(row -> rows.matcher(row.name()).find());
    }

    private Timing timing(Loop loop) {
        Timing timing = quick ? Timing.QUICK : Timing.full(loop);
        return new Timing(
                warmUp == null ? timing.warmUp() : millis(warmUp),
                seconds == null ? timing.window() : millis(seconds),
                runs == null ? timing.runs() : runs);
    }

    private static Duration millis(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private List<RowResult> measure(List<Row> chosen) {
        List<RowResult> results = new ArrayList<>();
        print(TableReport.head());
        try (BenchBed bed = BenchBed.create(cpus, threadedNapi)) {
            for (Row row : chosen) {
                Timing timing = timing(row.scenario().loop());
                RowResult result = measure(bed, row, timing, results.size() + 1 + "/" + chosen.size());
                results.add(result);
                print(TableReport.line(result));
            }
        }
        return results;
    }

    private static RowResult measure(BenchBed bed, Row row, Timing timing, String place) {
        List<Run> ours = new ArrayList<>();
        List<Run> peers = new ArrayList<>();
        for (int i = 1; i <= timing.runs(); i++) {
            System.err.printf("bench: row %s, %s, run %d of %d%n", place, row.name(), i, timing.runs());
            boolean swapped = i % 2 == 0;
            Lane lane = swapped ? Lane.SECOND : Lane.FIRST;
            Lane other = swapped ? Lane.FIRST : Lane.SECOND;
            try (Measurement our = Measurement.start(bed, lane, row.scenario(), row.ours(), timing);
                    Measurement peer = Measurement.start(bed, other, row.scenario(), row.peer(), timing)) {
                alternate(our, peer, timing);
                ours.add(our.end());
                peers.add(peer.end());
            }
        }
        return new RowResult(
                row,
                timing,
                new Side(row.ours().name(), ours),
                new Side(row.peer().name(), peers));
    }

    /** A B A B ..., so that what changes over time changes both sides. */
    private static void alternate(Measurement our, Measurement peer, Timing timing) {
        int slices = timing.slices();
        for (int i = 0; i < slices; i++) {
            our.measure(timing.window().dividedBy(slices));
            peer.measure(timing.window().dividedBy(slices));
        }
    }

    /** The table stands on standard output, or beside the progress if that is for a machine. */
    private void print(String lines) {
        (json ? System.err : System.out).println(lines);
    }
}
