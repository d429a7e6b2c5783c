package org.xdpbroker.bench;

import java.util.ArrayList;
import java.util.List;
import org.xdpbroker.protocol.message.AttachMode;

/**
 * The rows there are.
 *
 * @param equal what both sides of a row are set to where they are set the same
 */
record Rows(Tuning equal) {

    private static final Contender JAVA_DEFAULTS = new JavaContender("java-defaults", null);
    private static final Contender C_XDPSOCK = new CContender("c-xdpsock-defaults", Tuning.XDPSOCK);
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
                    rows.add(new Row(new Scenario(mode, length, loop), java(), c("c")));
                }
                rows.add(new Row(new Scenario(mode, length, Loop.TXONLY), JAVA_DEFAULTS, C_XDPSOCK));
            }
            rows.add(new Row(new Scenario(mode, 64, Loop.ECHO), java(), c("c")));
        }
        rows.addAll(selfCheck());
        return rows;
    }

    /** Those that say most, for a look within two minutes. */
    List<Row> quick() {
        List<Row> rows = new ArrayList<>();
        for (AttachMode mode : MODES) {
            for (Loop loop : LOOPS) {
                rows.add(new Row(new Scenario(mode, 64, loop), java(), c("c")));
            }
        }
        rows.add(new Row(new Scenario(AttachMode.NATIVE, 64, Loop.TXONLY), JAVA_DEFAULTS, C_XDPSOCK));
        rows.add(new Row(new Scenario(AttachMode.NATIVE, 64, Loop.ECHO), java(), c("c")));
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

    private Contender java() {
        return new JavaContender("java", equal);
    }

    private Contender c(String name) {
        return new CContender(name, equal);
    }
}
