package org.xdpbroker.polkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xdpbroker.polkit.AuthorizationResult.Outcome.AUTHORIZED;
import static org.xdpbroker.polkit.AuthorizationResult.Outcome.UNAVAILABLE;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.protocol.transport.Deadline;

/** A bus that is silent, talks nonsense or hangs up costs answers, and never the authority. */
class BadBusTest {

    /** Where an answer does not come, at whatever step. */
    private static final Duration SHORT = Duration.ofMillis(300);
    /** Where it is not to come at the last step, after all those before it. */
    private static final Duration LONGER = Duration.ofSeconds(5);
    /** Where it comes. */
    private static final Duration PATIENT = Duration.ofSeconds(60);

    @Test
    void silence() throws IOException {
        assertThat(answerOf(SHORT, FakeBus.Peer::doNothing).reason())
                .contains("there is no system bus", "does not answer");
    }

    @Test
    void silenceAfterTheHandshake() throws IOException {
        assertThat(answerOf(SHORT, peer -> {
                            peer.send(FakeBus.LETS_IN);
                            peer.doNothing();
                        })
                        .reason())
                .contains("there is no system bus", "does not answer");
    }

    @Test
    void silenceAfterTheQuestion() throws IOException {
        assertThat(answerOf(LONGER, peer -> {
                            peer.greet();
                            peer.doNothing();
                        })
                        .reason())
                .isEqualTo("polkit did not answer within 5000 ms");
    }

    @Test
    void refusal() throws IOException {
        assertThat(answerOf(PATIENT, peer -> {
                            peer.send("REJECTED EXTERNAL\r\n");
                            peer.doNothing();
                        })
                        .reason())
                .contains("does not let this user in: REJECTED EXTERNAL");
    }

    @Test
    void endlessLine() throws IOException {
        assertThat(answerOf(PATIENT, peer -> {
                            peer.send("O".repeat(5000));
                            peer.doNothing();
                        })
                        .reason())
                .contains("does not speak D-Bus");
    }

    @Test
    void nonsense() throws IOException {
        assertThat(answerOf(PATIENT, peer -> {
                            peer.send(FakeBus.LETS_IN + "HTTP/1.1 400 Bad Request\r\n\r\n");
                            peer.doNothing();
                        })
                        .outcome())
                .isEqualTo(UNAVAILABLE);
    }

    @Test
    void aResultOfAnotherShape() throws IOException {
        assertThat(answerOf(PATIENT, peer -> {
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
        assertThat(answerOf(PATIENT, peer -> {
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
        assertThat(answerOf(PATIENT, peer -> {
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
        assertThat(answerOf(PATIENT, peer -> {
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
            long start = System.nanoTime();
            Deadline end = Deadline.after(Waiting.LIMIT);
            int asked = 0;
            while (bus.connections() < 2 && !end.isOver()) {
                authority.ask(self, TestActions.YES, Details.NONE, false, answers);
                asked++;
                Waiting.sleep(10);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(bus.connections()).isEqualTo(2);
            assertThat(answers.await(asked)).allMatch(answer -> answer.outcome() == UNAVAILABLE);
        }
    }

    @Test
    void waitingCostsNothing() throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        CountDownLatch asked = new CountDownLatch(1);
        try (FakeBus bus = new FakeBus(peer -> {
                    peer.greet();
                    peer.call();
                    asked.countDown();
                    peer.doNothing();
                });
                PolkitAuthority authority = bus.authority(PATIENT);
                Subject self = FakeBus.self()) {
            Question question = authority.ask(self, TestActions.YES, Details.NONE, true, new Answers());
            Waiting.until("polkit is asked", () -> asked.getCount() == 0);
            Waiting.sleep(200); // and what is done after that
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

    private static AuthorizationResult answerOf(Duration timeout, FakeBus.Manners manners) throws IOException {
        try (FakeBus bus = new FakeBus(manners);
                PolkitAuthority authority = bus.authority(timeout);
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
