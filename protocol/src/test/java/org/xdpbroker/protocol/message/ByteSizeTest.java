package org.xdpbroker.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "1K,1024,1 KiB,1K",
        "8192K,8388608,8 MiB,8M",
        "64M,67108864,64 MiB,64M",
        "1536M,1610612736,1536 MiB,1536M",
        "1024G,1099511627776,1024 GiB,1024G"
    })
    void isReadAndWritten(String text, long bytes, String words, String shortest) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
        assertThat(ByteSize.parse(text).inWords()).isEqualTo(words);
        assertThat(ByteSize.parse(text)).hasToString(shortest);
        assertThat(ByteSize.parse(shortest).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"0,0 bytes,0K", "1,1 bytes,1K", "1025,1025 bytes,2K", "1048577,1048577 bytes,1025K"})
    void isRoundedUpWhereItHasNoUnit(long bytes, String words, String text) {
        assertThat(new ByteSize(bytes).inWords()).isEqualTo(words);
        assertThat(new ByteSize(bytes)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0M",
                "64",
                "-1M",
                "+1M",
                "64m",
                "64 M",
                "64MB",
                "64MiB",
                "1.5G",
                "M",
                "08M",
                "1T",
                "1025G",
                "9999999999G",
                "99999999999K",
                "٣M",
                "64M\n"
            })
    void refusesEverythingElse(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessage("'" + text + "' is not a number of K, M or G up to 1024G, such as \"64M\"");
    }
}
