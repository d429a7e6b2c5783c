package org.xdpbroker.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        TextTable table = new TextTable("A", "LONG", "B");
        table.add("wide", "x", "y");
        assertThat(table.lines()).containsExactly("A     LONG  B", "wide  x     y");
    }

    @Test
    void numbersStandOneBelowTheOther() {
        TextTable table = new TextTable("NAME", "N", "OF").numbersFrom(1);
        table.add("a", "1", "2");
        table.add("b", "100", "-");
        assertThat(table.lines()).containsExactly("NAME    N  OF", "a       1   2", "b     100   -");
    }

    @Test
    void aNameCannotSteerATerminal() {
        TextTable table = new TextTable("NAME");
        table.add("a\033[2J\n");
        assertThat(table.lines()).containsExactly("NAME", "a?[2J?");
    }

    @Test
    void columnsAreLeftOutOneByOneUntilTheOthersFit() {
        TextTable table = new TextTable("A", "LONG", "B").numbersFrom(1);
        table.add("wide", "x", "100");
        List<String> leastNeeded = List.of("B", "A");
        assertThat(table.lines(15, leastNeeded)).isEqualTo(table.lines());
        assertThat(table.lines(14, leastNeeded)).containsExactly("A     LONG", "wide     x");
        assertThat(table.lines(9, leastNeeded)).containsExactly("LONG", "   x");
        assertThat(table.lines(1, leastNeeded)).containsExactly("LONG", "   x");
    }

    @Test
    void aRowHasAsManyCellsAsThereAreHeadings() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TextTable("A").add("b", "c"));
    }
}
