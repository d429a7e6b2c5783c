package org.xdpbroker.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.cli.memlock.LockedMemory;
import org.xdpbroker.protocol.posix.MemlockLimit;

class MemlockCheckTest {

    @ParameterizedTest
    @CsvSource({
        "0,0,false,PROBLEM,sudo prlimit --pid $$ --memlock=4194304",
        "4095,4095,false,PROBLEM,sudo prlimit --pid $$ --memlock=4194304",
        "4095,4096,false,PROBLEM,ulimit -S -l 4096",
        "4096,4096,false,NOTE,sudo prlimit --pid $$ --memlock=33554432",
        "8192,32768,false,NOTE,ulimit -S -l 32768",
        "32768,32768,false,OK,",
        "-1,-1,false,OK,",
        "0,0,true,OK,",
    })
    void theLimitIsHeldAgainstWhatTheLibraryAndQemuRegister(
            long softKib, long hardKib, boolean lifted, Level level, @Nullable String firstCommand) {
        MemlockLimit limit = new MemlockLimit(bytes(softKib), bytes(hardKib));
        Finding finding = MemlockCheck.judge(new LockedMemory(limit, lifted, true));
        assertThat(finding.level()).isEqualTo(level);
        if (firstCommand == null) {
            assertThat(finding.mend()).isEmpty();
        } else {
            assertThat(finding.mend().get(0)).isEqualTo(firstCommand);
        }
    }

    private static long bytes(long kib) {
        return kib < 0 ? MemlockLimit.UNLIMITED : kib * 1024;
    }
}
