package org.xdpbroker.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuoteTest {

    @Test
    void keepsWhatCanBeRead() {
        assertThat(Quote.of("")).isEqualTo("\"\"");
        assertThat(Quote.of("müller 🐧")).isEqualTo("\"müller 🐧\"");
        assertThat(Quote.of("a\"b\\c")).isEqualTo("\"a\\\"b\\\\c\"");
    }

    @Test
    void staysOnOneLineAndMovesNoCursor() {
        assertThat(Quote.of("a\nb\tc\r")).isEqualTo("\"a\\nb\\tc\\u000d\"");
        assertThat(Quote.of("\u001b[31m")).isEqualTo("\"\\u001b[31m\"");
        assertThat(Quote.of("a\u202eb\u2028")).isEqualTo("\"a\\u202eb\\u2028\"");
        assertThat(Quote.of("\udb40\udc01x")).isEqualTo("\"\\U000e0001x\"");
    }

    @Test
    void ends() {
        assertThat(Quote.of("x".repeat(80))).isEqualTo("\"" + "x".repeat(80) + "\"");
        assertThat(Quote.of("🐧".repeat(81))).isEqualTo("\"" + "🐧".repeat(80) + "...\"");
    }
}
