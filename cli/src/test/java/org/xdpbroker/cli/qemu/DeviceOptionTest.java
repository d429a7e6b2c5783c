package org.xdpbroker.cli.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceOptionTest {

    private static final Map<String, String> TYPES = Map.of(
            "mq",
            "bool",
            "vectors",
            "uint32",
            "disable-legacy",
            "OnOffAuto",
            "addr",
            "str",
            "mac",
            "str",
            "rx",
            "int32",
            "romsize",
            "size32");

    @Test
    void one_queue_is_a_virtio_card_as_it_is() {
        assertThat(arguments(DeviceOption.virtio(1)))
                .isEqualTo("{\"driver\":\"virtio-net-pci\",\"netdev\":\"net0\",\"id\":\"net0-device\"}");
    }

    @Test
    void more_queues_have_a_pair_of_rings_each_and_a_vector_for_each_ring() {
        assertThat(arguments(DeviceOption.virtio(4))).contains("\"mq\":true").contains("\"vectors\":10");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "e1000|{'driver':'e1000','netdev':'net0','id':'net0-device'}",
                "driver=e1000|{'driver':'e1000','netdev':'net0','id':'net0-device'}",
                "d,id=own|{'driver':'d','id':'own','netdev':'net0'}",
                "d,netdev=net0,id=own|{'driver':'d','netdev':'net0','id':'own'}",
                "d,mac=52:54:00:00:00:01|{'driver':'d','mac':'52:54:00:00:00:01','netdev':'net0','id':'net0-device'}",
                "d,bus=a,,b,id=i=j|{'driver':'d','bus':'a,b','id':'i=j','netdev':'net0'}",
                "d,bus=,id=x|{'driver':'d','bus':'','id':'x','netdev':'net0'}"
            })
    void the_words_of_qemus_option_are_taken_and_netdev_and_id_added(String option, String json) {
        assertThat(arguments(DeviceOption.parse(option))).isEqualTo(json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource({
        "mq=on,true",
        "mq=off,false",
        "mq=yes,true",
        "mq=4,'\"4\"'",
        "vectors=4,4",
        "vectors=0x10,16",
        "vectors=on,'\"on\"'",
        "vectors=99999999999999999999,'\"99999999999999999999\"'",
        "rx=-1,-1",
        "romsize=0,0",
        "disable-legacy=on,'\"on\"'",
        "addr=5,'\"5\"'",
        "unknown=on,'\"on\"'"
    })
    void each_value_goes_in_the_type_that_qemu_tells_for_it(String property, String json) {
        String name = property.substring(0, property.indexOf('='));
        assertThat(arguments(DeviceOption.parse("d," + property))).contains("\"" + name + "\":" + json + ",");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|begins with the name of a device",
                "id=x|begins with the name of a device, not 'id=x'",
                "d,mq|has 'mq', which is no key=value",
                "d,|has '', which is no key=value",
                "d,=x|has '=x', which is no key=value",
                "d,id=a,id=b|has id twice",
                "d,netdev=other|has netdev=other, but the netdev is net0"
            })
    void what_is_not_of_that_form_is_refused(String option, String problem) {
        assertThatThrownBy(() -> DeviceOption.parse(option).on("net0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    private static String arguments(DeviceOption option) {
        return option.on("net0").arguments(TYPES).toString();
    }
}
