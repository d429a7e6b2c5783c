package org.xdpbroker.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
    void aRowHasAsManyCellsAsThereAreHeadings() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TextTable("A").add("b", "c"));
    }
}
