package org.xdpbroker.polkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.bed.SubjectProcess;
import org.xdpbroker.protocol.transport.PidFd;

class SubjectTest {

    @Test
    void tellsThisProcess() throws IOException {
        try (Subject self = FakeBus.self()) {
            assertThat((long) self.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(self.uid()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
            assertThat(self.startTime()).isEqualTo(startTimeBesideIt());
            assertThat(PidFd.hasEnded(self.pidfd())).isFalse();
        }
    }

    @Test
    void aProcessMayHaveAnyName() throws IOException {
        try (SubjectProcess process = SubjectProcess.startNamed("x) R 1 2 (3")) {
            try (Subject subject = process.subject();
                    Subject self = FakeBus.self()) {
                assertThat(subject.startTime()).isGreaterThanOrEqualTo(self.startTime());
                assertThat(subject.startTime() - self.startTime()).isLessThan(100 * 600);
            }
        }
    }

    @Test
    void aProcessThatHasEndedIsNoSubject() {
        try (SubjectProcess process = SubjectProcess.startNamed("soon-gone")) {
            process.kill();
            assertThatExceptionOfType(SubjectGoneException.class)
                    .isThrownBy(process::subject)
                    .withMessage("process " + process.pid() + " has ended");
        }
    }

    @Test
    void aSubjectKnowsWhenItsProcessEnds() throws IOException {
        try (SubjectProcess process = SubjectProcess.startNamed("soon-gone");
                Subject subject = process.subject()) {
            process.kill();
            assertThat(PidFd.hasEnded(subject.pidfd())).isTrue();
        }
    }

    /** Without parentheses in the name of java, the fields are simply those between spaces. */
    private static long startTimeBesideIt() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/stat")).split(" ", -1)[21]);
    }
}
