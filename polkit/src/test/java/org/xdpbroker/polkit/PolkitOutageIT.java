package org.xdpbroker.polkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xdpbroker.polkit.AuthorizationResult.Outcome.AUTHORIZED;
import static org.xdpbroker.polkit.AuthorizationResult.Outcome.UNAVAILABLE;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.ScriptedAgent.Behaviour;
import org.xdpbroker.polkit.bed.PolkitBed;
import org.xdpbroker.polkit.bed.SubjectProcess;
import org.xdpbroker.polkit.bed.Waiting;

/** A bus and a polkitd that are killed, stopped and started again, and one authority that outlives them. */
class PolkitOutageIT {

    /** For what does not come, and still long enough on a busy machine for what does. */
    private static final Duration LIMITED = Duration.ofSeconds(5);

    private final PolkitBed bed = PolkitBed.start(TestActions.files(), TestActions.RULES);
    private final SubjectProcess process = SubjectProcess.start();

    @SuppressWarnings("NullAway.Init")
    private PolkitAuthority authority;

    @BeforeEach
    void connect() throws IOException {
        connectFor(Duration.ofSeconds(60));
    }

    /** @param timeout how long an answer is waited for */
    private void connectFor(Duration timeout) throws IOException {
        authority = new PolkitAuthority(bed.bus().address(), timeout);
        assertThat(ask(TestActions.YES, false).outcome()).isEqualTo(AUTHORIZED);
    }

    @AfterEach
    void disconnect() {
        authority.close();
        process.close();
        bed.close();
    }

    @Test
    void polkitKilledAndStartedAgain() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.start(bed, process, Behaviour.WAIT)) {
            Answers person = askPerson(agent);
            bed.polkitd().close();
            assertThat(person.await().outcome()).isEqualTo(UNAVAILABLE);
            assertThat(person.await().reason()).isEqualTo("polkit ended before it answered");
        }
        assertThat(ask(TestActions.YES, false))
                .isEqualTo(new AuthorizationResult(UNAVAILABLE, "polkit is not running"));
        bed.startPolkitd();
        assertThat(ask(TestActions.YES, false).outcome()).isEqualTo(AUTHORIZED);
    }

    @Test
    void busKilledAndStartedAgain() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.start(bed, process, Behaviour.WAIT)) {
            Answers person = askPerson(agent);
            bed.bus().close();
            assertThat(person.await().outcome()).isEqualTo(UNAVAILABLE);
            assertThat(person.await().reason()).contains("connection to the system bus was lost");
        }
        AuthorizationResult meanwhile = ask(TestActions.YES, false);
        assertThat(meanwhile.outcome()).isEqualTo(UNAVAILABLE);
        assertThat(meanwhile.reason()).contains("there is no system bus", "ECONNREFUSED");
        bed.polkitd().close();
        bed.startBus();
        bed.startPolkitd();
        Waiting.until("a connection is tried again", () -> authorized(TestActions.YES));
    }

    @Test
    void busThatIsNotThereYet() throws IOException {
        authority.close();
        bed.bus().close();
        authority = new PolkitAuthority(bed.bus().address(), LIMITED);
        assertThat(ask(TestActions.YES, false).outcome()).isEqualTo(UNAVAILABLE);
        bed.polkitd().close();
        bed.startBus();
        bed.startPolkitd();
        Waiting.until("a connection is tried again", () -> authorized(TestActions.YES));
    }

    @Test
    void polkitThatDoesNotAnswer() throws IOException {
        authority.close();
        connectFor(LIMITED);
        bed.polkitd().process().signal("STOP");
        long start = System.nanoTime();
        assertThat(ask(TestActions.YES, false))
                .isEqualTo(new AuthorizationResult(UNAVAILABLE, "polkit did not answer within 5000 ms"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(LIMITED);
        bed.polkitd().process().signal("CONT");
        assertThat(ask(TestActions.NO, false).outcome())
                .as("the late answer is not taken for this one")
                .isEqualTo(AuthorizationResult.Outcome.NOT_AUTHORIZED);
    }

    @Test
    void busThatDoesNotAnswer() throws IOException {
        authority.close();
        connectFor(LIMITED);
        bed.bus().process().signal("STOP");
        assertThat(ask(TestActions.YES, false).outcome()).isEqualTo(UNAVAILABLE);
        bed.bus().process().signal("CONT");
        assertThat(ask(TestActions.YES, false).outcome()).isEqualTo(AUTHORIZED);
    }

    @Test
    void aCancelledQuestionIsForgottenInAnOutage() throws IOException {
        bed.bus().process().signal("STOP");
        Answers none = new Answers();
        try (Subject subject = process.subject()) {
            for (int i = 0; i < 10; i++) {
                authority
                        .ask(subject, TestActions.SELF, Details.NONE, true, none)
                        .cancel();
            }
        }
        bed.bus().process().signal("CONT");
        assertThat(ask(TestActions.YES, false).outcome()).isEqualTo(AUTHORIZED);
        assertThat(none.count()).isZero();
    }

    private Answers askPerson(ScriptedAgent agent) throws IOException {
        Answers person = new Answers();
        try (Subject subject = process.subject()) {
            authority.ask(subject, TestActions.SELF, Details.NONE, true, person);
        }
        agent.awaitAsked(1);
        return person;
    }

    private boolean authorized(ActionId action) {
        try {
            return ask(action, false).isAuthorized();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private AuthorizationResult ask(ActionId action, boolean interactive) throws IOException {
        Answers own = new Answers();
        try (Subject subject = process.subject()) {
            authority.ask(subject, action, Details.NONE, interactive, own);
        }
        return own.await();
    }
}
