package org.xdpbroker.protocol.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemlockLimitTest {

    private static final int NO_PID = Integer.MAX_VALUE;

    @Test
    void isWhatTheKernelTellsInProc() throws IOException {
        MemlockLimit limit = MemlockLimit.ofThisProcess();
        String line = Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(l -> l.startsWith("Max locked memory"))
                .findFirst()
                .orElseThrow();
        assertThat(line).matches("Max locked memory +" + word(limit.soft()) + " +" + word(limit.hard()) + " +bytes *");
        assertThat(MemlockLimit.of((int) ProcessHandle.current().pid())).isEqualTo(limit);
    }

    @Test
    void isPutIntoForceAndTheOneBeforeTold() throws IOException {
        int self = (int) ProcessHandle.current().pid();
        MemlockLimit before = MemlockLimit.ofThisProcess();
        MemlockLimit less = new MemlockLimit(4096, before.hard());
        less.setForThisProcess();
        assertThat(MemlockLimit.ofThisProcess()).isEqualTo(less);
        assertThat(before.setFor(self)).isEqualTo(less);
        assertThat(MemlockLimit.ofThisProcess()).isEqualTo(before);
    }

    @Test
    void aProcessThatIsNotThereHasNone() {
        assertThatThrownBy(() -> MemlockLimit.of(NO_PID))
                .hasMessage("prlimit(" + NO_PID + ", RLIMIT_MEMLOCK) failed: ESRCH (No such process)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void aNumberThatMeansTheCallerIsNoOtherProcess(int pid) {
        assertThatIllegalArgumentException().isThrownBy(() -> MemlockLimit.of(pid));
        assertThatIllegalArgumentException().isThrownBy(() -> new MemlockLimit(1, 1).setFor(pid));
    }

    @ParameterizedTest
    @CsvSource({
        "8,16,8,true,true,8,16",
        "8,16,9,false,true,9,16",
        "8,16,17,false,false,17,17",
        "8,-1,17,false,true,17,-1",
        "-1,-1,9223372036854775807,true,true,-1,-1",
        "0,0,0,true,true,0,0",
    })
    void isRaisedAsFarAsNeedBeAndNeverLowered(
            long soft, long hard, long bytes, boolean allows, boolean mayAllow, long softAfter, long hardAfter) {
        MemlockLimit limit = new MemlockLimit(soft, hard);
        assertThat(limit.allows(bytes)).isEqualTo(allows);
        assertThat(limit.mayAllow(bytes)).isEqualTo(mayAllow);
        assertThat(limit.raisedTo(bytes)).isEqualTo(new MemlockLimit(softAfter, hardAfter));
    }

    private static String word(long limit) {
        return limit == MemlockLimit.UNLIMITED ? "unlimited" : String.format(Locale.ROOT, "%d", limit);
    }
}
