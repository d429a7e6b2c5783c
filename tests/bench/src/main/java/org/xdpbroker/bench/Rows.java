package org.xdpbroker.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.AttachMode;

/**
 * The rows there are.
 *
 * @param equal what both sides of a row are set to where they are set the same
 * @param before another build's home: its library stands beside this one's in place of C; null for C
 */
record Rows(Tuning equal, @Nullable Path before) {

    /** What a user who forwards is told to do: one umem for both interfaces. */
    private static final Contender JAVA_DEFAULTS = new JavaContender("java-defaults", List.of("--shared-umem"));

    private static final Contender C_XDPSOCK = new CContender("c-xdpsock-defaults", Tuning.XDPSOCK.arguments());
    private static final Contender TESTPMD = new TestpmdContender();
    private static final List<AttachMode> MODES = List.of(AttachMode.NATIVE, AttachMode.SKB);
    private static final List<Loop> LOOPS = List.of(Loop.RXDROP, Loop.TXONLY, Loop.FWD);
    private static final int[] LENGTHS = {64, 1500};

    /** All of them but those against testpmd. */
    List<Row> full() {
        List<Row> rows = new ArrayList<>();
        for (AttachMode mode : MODES) {
            for (int length : LENGTHS) {
                for (Loop loop : LOOPS) {
                    rows.add(new Row(new Scenario(mode, length, loop), java(), peer()));
                }
                rows.add(unmoderated(new Scenario(mode, length, Loop.RXDROP)));
                rows.add(new Row(new Scenario(mode, length, Loop.TXONLY), JAVA_DEFAULTS, C_XDPSOCK));
            }
            rows.add(new Row(new Scenario(mode, 64, Loop.ECHO), java(), peer()));
        }
        rows.addAll(selfCheck());
        return rows;
    }

    /** Those that say most, for a look within two minutes. */
    List<Row> quick() {
        List<Row> rows = new ArrayList<>();
        for (AttachMode mode : MODES) {
            for (Loop loop : LOOPS) {
                rows.add(new Row(new Scenario(mode, 64, loop), java(), peer()));
            }
        }
        rows.add(new Row(new Scenario(AttachMode.NATIVE, 64, Loop.TXONLY), JAVA_DEFAULTS, C_XDPSOCK));
        rows.add(new Row(new Scenario(AttachMode.NATIVE, 64, Loop.ECHO), java(), peer()));
        return rows;
    }

    /** In native mode alone, as testpmd's driver has no word for the other. */
    static List<Row> testpmd() {
        List<Row> rows = new ArrayList<>();
        for (int length : LENGTHS) {
            for (Loop loop : LOOPS) {
                rows.add(new Row(new Scenario(AttachMode.NATIVE, length, loop), JAVA_DEFAULTS, TESTPMD));
            }
        }
        return rows;
    }

    /** The C program against itself: how far from 1 a ratio is where there is no difference. */
    List<Row> selfCheck() {
        List<Row> rows = new ArrayList<>();
        for (Loop loop : LOOPS) {
            rows.add(new Row(new Scenario(AttachMode.NATIVE, 64, loop), c("c"), c("c-again")));
        }
        return rows;
    }

    /** Both are woken for each burst. */
    private Row unmoderated(Scenario scenario) {
        List<String> settings = new ArrayList<>(equal.arguments());
        settings.add("--no-moderation");
        return new Row(scenario, new JavaContender("java-unmoderated", settings), peer("-unmoderated", settings));
    }

    private Contender java() {
        return new JavaContender("java", equal.arguments());
    }

    private Contender peer() {
        return peer("", equal.arguments());
    }

    private Contender peer(String suffix, List<String> settings) {
        return before == null
                ? new CContender("c" + suffix, settings)
                : new JavaContender("java-before" + suffix, settings, before);
    }

    private Contender c(String name) {
        return new CContender(name, equal.arguments());
    }
}
