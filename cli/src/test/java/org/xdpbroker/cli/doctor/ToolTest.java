package org.xdpbroker.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ToolTest {

    @Test
    void whatAProgramSaysIsToldWithItsExitCode() throws IOException {
        assertThat(Tool.run("sh", "-c", "echo out; echo err >&2; exit 3"))
                .isEqualTo(new Tool.Answer(3, "out\n", "err\n"));
    }

    @Test
    void aProgramThatIsNotThereIsMissing() throws IOException {
        assertThat(Tool.run("no-such-program-anywhere").isMissing()).isTrue();
    }

    @Test
    void theFoldersOfTheAdministratorAreLookedInToo() throws IOException {
        assertThat(Tool.run("sh", "-c", "echo $PATH").out()).endsWith(":/usr/sbin:/sbin\n");
    }

    @Test
    void oneThatDoesNotEndIsNotWaitedFor() {
        assertThatThrownBy(() -> Tool.run("sleep", "1000")).hasMessage("sleep did not end within 5 s");
    }
}
