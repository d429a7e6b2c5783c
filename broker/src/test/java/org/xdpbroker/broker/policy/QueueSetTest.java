package org.xdpbroker.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueSetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | queue 0",
                "007 | queue 7",
                "0-3 | queues 0-3",
                "3-3 | queue 3",
                "0,2,5-7 | queues 0,2,5-7",
                "5-7,0,6-9,1 | queues 0-1,5-9",
                "65535 | queue 65535",
                "0-65535 | queues 0-65535",
            })
    void tellsItselfInOrder(String text, String words) {
        assertThat(QueueSet.parse(text)).hasToString(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | has \"\"",
                "0, | has \"\"",
                "0,,1 | has \"\"",
                "0, 1 | has \" 1\"",
                "a | has \"a\"",
                "-1 | has \"-1\"",
                "1- | has \"1-\"",
                "1-2-3 | has \"1-2-3\"",
                "0x10 | has \"0x10\"",
                "٣ | has \"٣\"",
                "3-0 | has the backward range \"3-0\"",
                "65536 | has queue 65536",
                "0-65536 | has queue 65536",
                "999999999 | has queue 999999999",
                "9999999999 | has \"9999999999\"",
            })
    void refusesAnythingElse(String text, String reason) {
        assertThatThrownBy(() -> QueueSet.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void takesOneNumber() {
        assertThat(QueueSet.of(5)).hasToString("queue 5");
        assertThatThrownBy(() -> QueueSet.of(-1)).hasMessage("has \"-1\"");
        assertThatThrownBy(() -> QueueSet.of(Long.MAX_VALUE)).hasMessage("has \"9223372036854775807\"");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, true",
        "0, 2, true",
        "1, 2, true",
        "0, 3, false",
        "3, 3, false",
        "2, 5, false",
        "5, 7, true",
        "7, 8, false",
        "65535, 65535, false",
        "65535, 65786, false"
    })
    void containsOnlyWholeRanges(int first, int last, boolean expected) {
        assertThat(QueueSet.parse("0-2,5-7").containsAll(first, last)).isEqualTo(expected);
    }

    @Test
    void hasNothingPastItsEnd() {
        assertThat(QueueSet.parse("0-65535").containsAll(65535, 65536)).isFalse();
    }
}
