package org.xdpbroker.polkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xdpbroker.polkit.AuthorizationResult.Outcome.AUTHORIZED;
import static org.xdpbroker.polkit.AuthorizationResult.Outcome.UNAVAILABLE;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.bed.Waiting;

/** A bus that is silent, talks nonsense or hangs up costs answers, and never the authority. */
class BadBusTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void silence() throws IOException {
        assertThat(answerOf(FakeBus.Peer::doNothing).reason()).contains("there is no system bus", "does not answer");
    }

    @Test
    void silenceAfterTheHandshake() throws IOException {
        assertThat(answerOf(peer -> {
                            peer.send(FakeBus.LETS_IN);
                            peer.doNothing();
                        })
                        .reason())
                .contains("there is no system bus", "does not answer");
    }

    @Test
    void silenceAfterTheQuestion() throws IOException {
        assertThat(answerOf(peer -> {
                            peer.greet();
                            peer.doNothing();
                        })
                        .reason())
                .isEqualTo("polkit did not answer within 300 ms");
    }

    @Test
    void refusal() throws IOException {
        assertThat(answerOf(peer -> {
                            peer.send("REJECTED EXTERNAL\r\n");
                            peer.doNothing();
                        })
                        .reason())
                .contains("does not let this user in: REJECTED EXTERNAL");
    }

    @Test
    void endlessLine() throws IOException {
        assertThat(answerOf(peer -> {
                            peer.send("O".repeat(5000));
                            peer.doNothing();
                        })
                        .reason())
                .contains("does not speak D-Bus");
    }

    @Test
    void nonsense() throws IOException {
        assertThat(answerOf(peer -> {
                            peer.send(FakeBus.LETS_IN + "HTTP/1.1 400 Bad Request\r\n\r\n");
                            peer.doNothing();
                        })
                        .outcome())
                .isEqualTo(UNAVAILABLE);
    }

    @Test
    void aResultOfAnotherShape() throws IOException {
        assertThat(answerOf(peer -> {
                            peer.greet();
                            peer.send(FakeBus.reply(
                                    peer.call(),
                                    "bb",
                                    new Marshaller().bool(true).bool(false).bytes()));
                            peer.doNothing();
                        })
                        .outcome())
                .isEqualTo(UNAVAILABLE);
    }

    @Test
    void aResultThatIsCutOff() throws IOException {
        assertThat(answerOf(peer -> {
                            peer.greet();
                            peer.send(FakeBus.reply(
                                    peer.call(),
                                    "(bba{ss})",
                                    new Marshaller().bool(true).bytes()));
                            peer.doNothing();
                        })
                        .outcome())
                .isEqualTo(UNAVAILABLE);
    }

    @Test
    void whatOthersSendIsPassedOver() throws IOException {
        assertThat(answerOf(peer -> {
                            peer.greet();
                            int serial = peer.call();
                            peer.send(FakeBus.yes(serial + 1000)); // an answer to nothing
                            peer.send(FakeBus.reply(0, "s", new byte[3_000_000])); // more than is ever kept
                            byte[] odd = FakeBus.yes(serial);
                            Arrays.fill(odd, BusMessage.FIXED_BYTES, BusMessage.FIXED_BYTES + 4, (byte) 'v');
                            peer.send(odd); // a header that nobody understands
                            peer.send(FakeBus.yes(serial));
                            peer.doNothing();
                        })
                        .outcome())
                .isEqualTo(AUTHORIZED);
    }

    @Test
    void oneByteAtATime() throws IOException {
        assertThat(answerOf(peer -> {
                            peer.greet();
                            for (byte octet : FakeBus.yes(peer.call())) {
                                peer.send(new byte[] {octet});
                                Waiting.sleep(1);
                            }
                            peer.doNothing();
                        })
                        .outcome())
                .isEqualTo(AUTHORIZED);
    }

    @Test
    void oneThatHangsUpIsNotCalledMoreThanOnceASecond() throws IOException {
        try (FakeBus bus = new FakeBus(peer -> {});
                PolkitAuthority authority = bus.authority(SHORT);
                Subject self = FakeBus.self()) {
            Answers answers = new Answers();
            long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
            int asked = 0;
            while (System.nanoTime() < end) {
                authority.ask(self, TestActions.YES, Details.NONE, false, answers);
                asked++;
                Waiting.sleep(10);
            }
            assertThat(answers.await(asked)).allMatch(answer -> answer.outcome() == UNAVAILABLE);
            assertThat(bus.connections()).isEqualTo(2);
        }
    }

    @Test
    void waitingCostsNothing() throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (FakeBus bus = new FakeBus(peer -> {
                    peer.greet();
                    peer.doNothing();
                });
                PolkitAuthority authority = bus.authority(SHORT);
                Subject self = FakeBus.self()) {
            Question question = authority.ask(self, TestActions.YES, Details.NONE, true, new Answers());
            Waiting.sleep(200);
            long thread = Thread.getAllStackTraces().keySet().stream()
                    .filter(candidate -> candidate.getName().equals("polkit"))
                    .mapToLong(Thread::getId)
                    .max()
                    .orElseThrow();
            long before = threads.getThreadCpuTime(thread);
            Waiting.sleep(1000);
            assertThat(Duration.ofNanos(threads.getThreadCpuTime(thread) - before))
                    .isLessThan(Duration.ofMillis(20));
            assertThat(question.cancel()).isTrue();
        }
    }

    private static AuthorizationResult answerOf(FakeBus.Manners manners) throws IOException {
        try (FakeBus bus = new FakeBus(manners);
                PolkitAuthority authority = bus.authority(SHORT);
                Subject self = FakeBus.self()) {
            Answers answers = new Answers();
            authority.ask(self, TestActions.YES, Details.NONE, false, answers);
            AuthorizationResult result = answers.await();
            Waiting.sleep(20);
            assertThat(answers.count()).as("answers to one question").isEqualTo(1);
            return result;
        }
    }
}
