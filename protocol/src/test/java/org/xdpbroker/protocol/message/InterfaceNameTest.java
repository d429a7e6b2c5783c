package org.xdpbroker.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "lo",
                "eth0",
                "eth0.100",
                "br-lan",
                "enp0s31f6",
                "...",
                ".a",
                "-",
                "*",
                "a@b",
                "xü",
                "fifteen-letters",
                "üüüüüüü"
            })
    void takes(String name) {
        assertThat(new InterfaceName(name)).hasToString(name);
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "sixteen-letters-, has 16 bytes; the kernel allows 15",
        "üüüüüüüü, has 16 bytes; the kernel allows 15",
        "🐧🐧🐧🐧, has 16 bytes; the kernel allows 15",
    })
    void refusesTheLength(String name, String reason) {
        assertRefused(name, reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "..",
                "a/b",
                "/",
                "eth0:1",
                "a b",
                " ",
                "a\t",
                "a\nb",
                "a\0",
                "\0",
                "a\u0001",
                "a\u007f",
                "a\u00a0b",
                "à" // its last byte is 0xa0
            })
    void refusesTheCharacter(String name) {
        assertRefused(name, "is not a name an interface can have");
    }

    private static void assertRefused(String name, String reason) {
        assertThatThrownBy(() -> new InterfaceName(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }
}
