package org.xdpbroker.polkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xdpbroker.polkit.AuthorizationResult.Outcome.AUTHORIZED;
import static org.xdpbroker.polkit.AuthorizationResult.Outcome.CHALLENGE;
import static org.xdpbroker.polkit.AuthorizationResult.Outcome.DISMISSED;
import static org.xdpbroker.polkit.AuthorizationResult.Outcome.NOT_AUTHORIZED;
import static org.xdpbroker.polkit.AuthorizationResult.Outcome.UNAVAILABLE;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.ScriptedAgent.Behaviour;
import org.xdpbroker.polkit.bed.Account;
import org.xdpbroker.polkit.bed.PolkitBed;
import org.xdpbroker.polkit.bed.SubjectProcess;
import org.xdpbroker.polkit.bed.TextAgent;

/** A real polkitd on a real bus, and everything it can answer. */
class PolkitAuthorityIT {

    private static final int FIRST_WITH_PIDFDS = 124;
    /** On a busy machine a hundred answers take their time. */
    private static final Duration PATIENT = Duration.ofSeconds(60);

    private static final Details VETH = new Details(Map.of("interface", "veth7"));

    @AutoClose
    @SuppressWarnings("NullAway.Init")
    private static PolkitBed bed;

    private final Answers answers = new Answers();

    @SuppressWarnings("NullAway.Init")
    private PolkitAuthority authority;

    @SuppressWarnings("NullAway.Init")
    private SubjectProcess process;

    @BeforeAll
    static void startPolkit() {
        bed = PolkitBed.start(TestActions.files(), TestActions.RULES);
    }

    @BeforeEach
    void connect() throws IOException {
        authority = new PolkitAuthority(bed.bus().address(), PATIENT);
        process = SubjectProcess.start();
    }

    @AfterEach
    void disconnect() {
        authority.close();
        process.close();
    }

    @Test
    void yesByDefault() throws IOException {
        assertThat(ask(TestActions.YES, Details.NONE)).isEqualTo(AUTHORIZED);
    }

    @Test
    void noByDefault() throws IOException {
        assertThat(ask(TestActions.NO, Details.NONE)).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void aRuleDecidesByADetail() throws IOException {
        assertThat(ask(TestActions.BY_RULE, VETH)).isEqualTo(AUTHORIZED);
        assertThat(ask(TestActions.BY_RULE, new Details(Map.of("interface", "eth0"))))
                .isEqualTo(NOT_AUTHORIZED);
        assertThat(ask(TestActions.BY_RULE, Details.NONE)).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void detailsArriveAsTheyAre() throws IOException {
        assertThat(ask(TestActions.BY_ODD_DETAIL, new Details(Map.of("odd", TestActions.ODD))))
                .isEqualTo(AUTHORIZED);
        assertThat(ask(TestActions.BY_ODD_DETAIL, new Details(Map.of("odd", "u"))))
                .isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void rootMayEverything() throws IOException {
        try (SubjectProcess root = SubjectProcess.start(0)) {
            ask(root, TestActions.NO, Details.NONE, false);
            assertThat(answers.await().outcome()).isEqualTo(AUTHORIZED);
        }
    }

    /** With a number and a pidfd that do not belong together, polkit's answer tells which of them it goes by. */
    @Test
    void aPolkitThatKnowsPidfdsGoesByThePidfd() throws IOException {
        try (SubjectProcess other = SubjectProcess.start();
                Subject real = process.subject();
                Subject namesake = other.subject();
                Subject mixed = new Subject(
                        namesake.pid(),
                        namesake.startTime(),
                        real.uid(),
                        real.pidfd().duplicate())) {
            int expected = bed.polkitVersion() >= FIRST_WITH_PIDFDS ? real.pid() : namesake.pid();
            authority.ask(
                    mixed, TestActions.BY_PID, new Details(Map.of("pid", String.valueOf(expected))), false, answers);
            assertThat(answers.await().outcome()).isEqualTo(AUTHORIZED);
        }
    }

    @Test
    void aChallengeWithoutInteractionIsToldAsSuch() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.start(bed, process, Behaviour.APPROVE)) {
            assertThat(ask(TestActions.SELF, VETH)).isEqualTo(CHALLENGE);
            assertThat(agent.asked()).isEmpty();
        }
    }

    @Test
    void aChallengeWithoutAnAgentIsToldAsSuch() throws IOException {
        ask(process, TestActions.SELF, VETH, true);
        assertThat(answers.await().outcome()).isEqualTo(CHALLENGE);
        assertThat(answers.await().reason()).contains("agent");
    }

    @Test
    void anUnknownActionIsUnavailable() throws IOException {
        ask(process, new ActionId("org.xdpbroker.test.unknown"), Details.NONE, false);
        assertThat(answers.await().outcome()).isEqualTo(UNAVAILABLE);
        assertThat(answers.await().reason())
                .contains("org.xdpbroker.test.unknown")
                .contains("not registered");
    }

    @Test
    void thePasswordAtATerminalIsAYes() throws IOException {
        try (TextAgent agent = TextAgent.start(bed, process.pid())) {
            ask(process, TestActions.SELF, VETH, true);
            assertThat(agent.awaitPrompt()).contains("May it use veth7?", Account.USER.name());
            assertThat(answers.count()).isZero();
            agent.type(Account.PASSWORD);
            assertThat(answers.await().outcome()).isEqualTo(AUTHORIZED);
        }
    }

    @Test
    void theAdministratorsPasswordAtATerminalIsAYes() throws IOException {
        try (TextAgent agent = TextAgent.start(bed, process.pid())) {
            ask(process, TestActions.ADMINISTRATOR, VETH, true);
            assertThat(agent.awaitPrompt()).contains(Account.ADMINISTRATOR.name());
            agent.type(Account.PASSWORD);
            assertThat(answers.await().outcome()).isEqualTo(AUTHORIZED);
        }
    }

    @Test
    void aWrongPasswordIsANo() throws IOException {
        try (TextAgent agent = TextAgent.start(bed, process.pid())) {
            ask(process, TestActions.SELF, VETH, true);
            agent.awaitPrompt();
            agent.type("wrong horse");
            assertThat(answers.await().outcome()).isEqualTo(NOT_AUTHORIZED);
        }
    }

    @Test
    void aClosedTerminalIsANo() throws IOException {
        TextAgent agent = TextAgent.start(bed, process.pid());
        ask(process, TestActions.SELF, VETH, true);
        agent.awaitPrompt();
        agent.close();
        assertThat(answers.await().isAuthorized()).isFalse();
    }

    @Test
    void aClosedDialogIsDismissed() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.start(bed, process, Behaviour.DISMISS)) {
            ask(process, TestActions.SELF, VETH, true);
            assertThat(answers.await().outcome()).isEqualTo(DISMISSED);
            assertThat(agent.asked()).containsExactly("May it use veth7?");
        }
    }

    @Test
    void anAgentThatCrashesIsANo() throws IOException {
        ScriptedAgent agent = ScriptedAgent.start(bed, process, Behaviour.WAIT);
        ask(process, TestActions.SELF, VETH, true);
        agent.awaitAsked(1);
        agent.close();
        assertThat(answers.await().isAuthorized()).isFalse();
    }

    @Test
    void aCancelledQuestionDisappearsFromTheScreen() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.start(bed, process, Behaviour.WAIT)) {
            Question question = ask(process, TestActions.SELF, VETH, true);
            agent.awaitAsked(1);
            assertThat(question.cancel()).isTrue();
            assertThat(question.cancel()).isFalse();
            agent.awaitCancelled(1);
            assertThat(ask(TestActions.YES, Details.NONE)).isEqualTo(AUTHORIZED);
            assertThat(answers.count()).as("answers to the cancelled question").isZero();
        }
    }

    @Test
    void nobodyIsAskedForever() throws IOException {
        authority.close();
        authority = new PolkitAuthority(bed.bus().address(), PATIENT, Duration.ofSeconds(4));
        try (ScriptedAgent agent = ScriptedAgent.start(bed, process, Behaviour.WAIT)) {
            ask(process, TestActions.SELF, VETH, true);
            agent.awaitAsked(1);
            agent.awaitCancelled(1);
            assertThat(answers.await())
                    .isEqualTo(
                            new AuthorizationResult(UNAVAILABLE, "nobody answered the authentication dialog in time"));
        }
    }

    @Test
    void anAnsweredQuestionCannotBeCancelled() throws IOException {
        Question question = ask(process, TestActions.YES, Details.NONE, false);
        answers.await();
        assertThat(question.cancel()).isFalse();
    }

    @Test
    void closingTakesEveryQuestionBack() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.start(bed, process, Behaviour.WAIT)) {
            ask(process, TestActions.SELF, VETH, true);
            agent.awaitAsked(1);
            authority.close();
            agent.awaitCancelled(1);
            assertThat(answers.count()).isZero();
        }
    }

    @Test
    void aYesForAProcessThatHasEndedIsNone() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.start(bed, process, Behaviour.WAIT);
                SubjectProcess other = SubjectProcess.start();
                ScriptedAgent otherAgent = ScriptedAgent.start(bed, other, Behaviour.APPROVE)) {
            ask(process, TestActions.SELF, VETH, true);
            agent.awaitAsked(1);
            process.kill();
            agent.approveLast();
            assertThat(answers.await().outcome()).isEqualTo(UNAVAILABLE);
            assertThat(answers.await().reason()).contains("ended");

            ask(other, TestActions.SELF, VETH, true);
            assertThat(answers.await(2).get(1).outcome()).isEqualTo(AUTHORIZED);
            assertThat(otherAgent.asked()).hasSize(1);
        }
    }

    @Test
    void aProcessThatHadEndedBeforeIsNotAskedFor() throws IOException {
        try (Subject subject = process.subject()) {
            process.kill();
            authority.ask(subject, TestActions.YES, Details.NONE, false, answers);
            assertThat(answers.await().outcome()).isEqualTo(UNAVAILABLE);
        }
    }

    @Test
    void manyQuestionsWhileAPersonIsAsked() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.start(bed, process, Behaviour.WAIT)) {
            Answers person = new Answers();
            try (Subject subject = process.subject()) {
                authority.ask(subject, TestActions.SELF, VETH, true, person);
                agent.awaitAsked(1);
                int threads = Thread.activeCount();
                for (int i = 0; i < 100; i++) {
                    authority.ask(subject, i % 2 == 0 ? TestActions.YES : TestActions.NO, VETH, false, answers);
                }
                assertThat(answers.await(100)).allMatch(result -> result.outcome() != UNAVAILABLE);
                assertThat(answers.all().stream().filter(AuthorizationResult::isAuthorized))
                        .hasSize(50);
                assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
            }
            assertThat(person.count()).isZero();
            agent.approveLast();
            assertThat(person.await().outcome()).isEqualTo(AUTHORIZED);
        }
    }

    @Test
    void manyPeopleCanBeAskedAtOnce() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.start(bed, process, Behaviour.WAIT);
                Subject subject = process.subject()) {
            for (int i = 0; i < 100; i++) {
                authority.ask(subject, TestActions.SELF, VETH, true, answers);
            }
            agent.awaitAsked(1);
            long threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("polkit"))
                    .count();
            assertThat(threads).isEqualTo(1);
        }
    }

    private AuthorizationResult.Outcome ask(ActionId action, Details details) throws IOException {
        Answers own = new Answers();
        try (Subject subject = process.subject()) {
            authority.ask(subject, action, details, false, own);
        }
        return own.await().outcome();
    }

    private Question ask(SubjectProcess who, ActionId action, Details details, boolean interactive) throws IOException {
        try (Subject subject = who.subject()) {
            return authority.ask(subject, action, details, interactive, answers);
        }
    }
}
