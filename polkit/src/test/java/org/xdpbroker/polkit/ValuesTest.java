package org.xdpbroker.polkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before it reaches the bus, where one wrong byte ends the connection. */
class ValuesTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "Org.xdpbroker", "org xdpbroker", "org.xdpbroker\n", "org.xdpbröker", "a/b", "\0"})
    void noAction(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ActionId(text));
    }

    @Test
    void detailsKeepTheirOrderAndDoNotChange() {
        Map<String, String> map = new LinkedHashMap<>();
        for (String key : new String[] {"z", "y", "a"}) {
            map.put(key, key + key);
        }
        Details details = new Details(map);
        map.clear();
        assertThat(details.entries()).containsExactly(Map.entry("z", "zz"), Map.entry("y", "yy"), Map.entry("a", "aa"));
    }

    @Test
    void detailsHaveNoNulAndAnEnd() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Details(Map.of("a", "b\0")));
        assertThatIllegalArgumentException().isThrownBy(() -> new Details(Map.of("a\0", "b")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Details(Map.of("a", "b".repeat(Details.MAX_CHARACTERS))));
        assertThat(new Details(Map.of("a", "b".repeat(Details.MAX_CHARACTERS - 1))).entries())
                .hasSize(1);
    }

    @Test
    void addresses() {
        assertThat(BusAddress.parse(PolkitAuthority.SYSTEM_BUS).path()).isEqualTo("/run/dbus/system_bus_socket");
        assertThat(BusAddress.parse("unix:path=/tmp/a%20b,guid=1234").path()).isEqualTo("/tmp/a b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/run/dbus/system_bus_socket",
                "unix:abstract=x",
                "tcp:host=localhost,port=1",
                "unix:path=relative",
                "unix:path=/a;unix:path=/b",
                "unix:path=/a%2",
                "unix:path=/a%zz"
            })
    void noAddress(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> BusAddress.parse(text));
    }
}
