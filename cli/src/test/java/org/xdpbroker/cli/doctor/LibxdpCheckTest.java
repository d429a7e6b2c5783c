package org.xdpbroker.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibxdpCheckTest {

    private static final String REASON = "libxdp.so.1 cannot be loaded: no such file. Install libxdp 1.4 or later";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ID=debian;VERSION_ID=\"13\"                    | sudo apt-get install libxdp1",
                "ID=debian;VERSION_CODENAME=sid                 | sudo apt-get install libxdp1",
                "ID=debian;VERSION_ID=\"12\"                    | setup/build",
                "ID=ubuntu;VERSION_ID=\"24.04\";ID_LIKE=debian  | sudo apt-get install libxdp1",
                "ID=ubuntu;VERSION_ID=\"22.04\";ID_LIKE=debian  | setup/build",
                "ID=linuxmint;ID_LIKE=\"ubuntu debian\"         | sudo apt-get install libxdp1",
                "ID=fedora;VERSION_ID=43                        | sudo dnf install libxdp",
                "ID=rocky;ID_LIKE=\"rhel centos fedora\"        | sudo dnf install libxdp",
                "ID=arch                                        | sudo pacman -S libxdp",
                "ID=\"opensuse-tumbleweed\";ID_LIKE=\"suse\"    | sudo zypper install libxdp1",
                "ID=alpine;VERSION_ID=3.22.1                    | setup/build",
                "''                                             | setup/build",
            })
    void theCommandIsTheDistributions(String osRelease, String command) {
        Finding finding =
                LibxdpCheck.missing(REASON, new Distribution(osRelease.strip().replace(';', '\n')));
        assertThat(finding.level()).isEqualTo(Level.PROBLEM);
        assertThat(finding.text())
                .isEqualTo("libxdp.so.1 cannot be loaded: no such file; programs with the Java library cannot register"
                        + " packet memory");
        assertThat(finding.mend()).singleElement().satisfies(mend -> assertThat(mend)
                .startsWith(command));
    }
}
