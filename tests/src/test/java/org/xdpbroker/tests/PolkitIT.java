package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.bed.Account;
import org.xdpbroker.polkit.bed.PolkitBed;
import org.xdpbroker.polkit.bed.TextAgent;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.BrokerCommand;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.RunningBroker;

/**
 * Where policy says ask: a real polkitd with the shipped action file decides, by its defaults, by rules, or by asking a
 * person at a real text agent.
 */
class PolkitIT extends ClientTests {

    private static final String ASK = """
            [[rule]]
            name = "ask"
            interfaces = ["*"]
            decision = "ask"
            """;

    /** near0: by the queues asked for; byperson*: the user's own password; anything else: the file's defaults. */
    private static final String RULES = """
            polkit.addRule(function(action, subject) {
                if (action.id != "org.xdpbroker.request") {
                    return polkit.Result.NOT_HANDLED;
                }
                if (action.lookup("interface").indexOf("byperson") == 0) {
                    return polkit.Result.AUTH_SELF;
                }
                if (action.lookup("interface") == "near0" && action.lookup("driver") == "veth"
                        && action.lookup("queues") == "0-1" && action.lookup("mode") == "auto"
                        && action.lookup("handover") == "unbound" && action.lookup("flows") == ""
                        && action.lookup("memlock") == "") {
                    return polkit.Result.YES;
                }
                return polkit.Result.NOT_HANDLED;
            });
            polkit.addRule(function(action, subject) {
                if (action.id == "org.xdpbroker.manage" && subject.user == "xb-user") {
                    return polkit.Result.YES;
                }
            });
            """;

    private static PolkitBed polkit;

    PolkitIT() {
        super(4);
    }

    @BeforeAll
    static void startPolkit() throws IOException {
        Path root = Path.of(Objects.requireNonNull(System.getProperty("xdpbroker.root")));
        String actions = Files.readString(root.resolve("polkit/src/main/dist/org.xdpbroker.policy"));
        polkit = PolkitBed.start(Map.of("org.xdpbroker.policy", actions), RULES);
    }

    @AfterAll
    static void stopPolkit() {
        polkit.close();
    }

    @Override
    void prepare() {
        bed.near("ip", "link", "add", "byperson0", "type", "bridge").orFail();
    }

    @Override
    RunningBroker newBroker() {
        return BrokerCommand.in(bed)
                .policy(ASK)
                .options("--polkit-bus", polkit.bus().address())
                .start();
    }

    @Test
    void a_rule_that_says_yes_to_the_details_grants() {
        client.tell("request l near0 2 0 auto");
        client.tell("open l 0");
        assertThat(broker.awaitLog("authorized"))
                .contains("uid=" + Account.USER.uid(), "interface=near0", "queues=0-1", "mode=auto");
    }

    @Test
    void by_default_who_has_no_session_is_refused_and_told_that_it_was_polkit() {
        assertThatThrownBy(() -> client.tell("request l near0 1 0 auto"))
                .hasMessageContaining("org.xdpbroker.Broker.Denied")
                .hasMessageContaining("answer was no");
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
    }

    @Test
    void a_password_is_asked_for_only_if_the_request_allows_it() {
        assertThatThrownBy(() -> client.tell("request l byperson0 1 0 auto"))
                .hasMessageContaining("org.xdpbroker.Broker.AuthenticationRequired");
    }

    @Test
    void where_no_agent_can_ask_the_person_the_request_is_refused() {
        assertThatThrownBy(() -> client.tell("askrequest l byperson0 1 0 auto"))
                .hasMessageContaining("org.xdpbroker.Broker.AuthenticationRequired");
    }

    @Test
    void a_person_who_gives_the_password_grants() throws Exception {
        try (TextAgent agent = TextAgent.start(polkit, (int) client.pid())) {
            CompletableFuture<String> answer = askForByperson();
            assertThat(agent.awaitPrompt()).contains("byperson0");
            agent.type(Account.PASSWORD);
            assertThat(answer.get(Waiting.LIMIT.toSeconds(), TimeUnit.SECONDS)).contains(" skb ");
        }
    }

    @Test
    void a_person_who_does_not_know_the_password_does_not_grant() {
        try (TextAgent agent = TextAgent.start(polkit, (int) client.pid())) {
            CompletableFuture<String> answer = askForByperson();
            agent.awaitPrompt();
            agent.type("wrong");
            assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS))
                    .hasMessageContaining("org.xdpbroker.Broker.Denied");
        }
        assertThat(bed.programOn("byperson0")).isZero();
    }

    @Test
    void a_hundred_calls_of_others_are_answered_while_a_person_is_asked() throws Exception {
        try (TextAgent agent = TextAgent.start(polkit, (int) client.pid());
                Client other = Client.start(bed, broker, Client.OTHER_UID)) {
            CompletableFuture<String> answer = askForByperson();
            agent.awaitPrompt();
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> other.tell("request x near0 1 0 auto")).hasMessageContaining("Broker.");
            }
            assertThat(answer).isNotDone();
            agent.type(Account.PASSWORD);
            answer.get(Waiting.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void a_user_has_no_more_open_questions_than_the_limit_says() throws Exception {
        broker.close();
        broker = BrokerCommand.in(bed)
                .policy("[limits]\nquestions = 1\n" + ASK)
                .options("--polkit-bus", polkit.bus().address())
                .start();
        client.close();
        client = Client.start(bed, broker);
        try (TextAgent agent = TextAgent.start(polkit, (int) client.pid());
                Client second = Client.start(bed, broker)) {
            CompletableFuture<String> answer = askForByperson();
            agent.awaitPrompt();
            assertThatThrownBy(() -> second.tell("request x near0 2 0 auto"))
                    .hasMessageContaining("org.xdpbroker.Broker.QuotaExceeded")
                    .hasMessageContaining("1 questions");
            agent.type(Account.PASSWORD);
            answer.get(Waiting.LIMIT.toSeconds(), TimeUnit.SECONDS);
            second.tell("request x near0 2 0 auto");
        }
    }

    @Test
    void a_client_that_goes_away_takes_its_question_along() {
        try (TextAgent agent = TextAgent.start(polkit, (int) client.pid())) {
            CompletableFuture<String> answer = askForByperson();
            agent.awaitPrompt();
            client.kill();
            assertThatThrownBy(() -> answer.get(Waiting.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .hasMessageContaining("the client ended");
            try (Client next = Client.start(bed, broker)) {
                next.tell("request l near0 2 0 auto");
            }
        }
        assertThat(broker.log()).noneMatch(line -> line.contains("lease-granted") && line.contains("byperson0"));
    }

    @Test
    void what_changed_while_the_person_thought_is_asked_anew() throws Exception {
        try (TextAgent agent = TextAgent.start(polkit, (int) client.pid())) {
            CompletableFuture<String> answer = askForByperson();
            agent.awaitPrompt();
            // the name now leads to another interface, as an alternative name of it
            bed.near("ip", "link", "set", "byperson0", "name", "byperson1").orFail();
            bed.near("ip", "link", "property", "add", "dev", "byperson1", "altname", "byperson0")
                    .orFail();
            agent.type(Account.PASSWORD);
            Waiting.until(
                    "the second password is asked for",
                    () -> agent.awaitSaid("byperson1").split("Password: ", -1).length > 2);
            agent.type(Account.PASSWORD);
            answer.get(Waiting.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void without_polkitd_ask_is_a_denial_and_when_it_is_back_the_broker_asks_again() {
        polkit.polkitd().close();
        try {
            assertThatThrownBy(() -> client.tell("request l near0 2 0 auto"))
                    .hasMessageContaining("org.xdpbroker.Broker.Denied")
                    .hasMessageContaining("wants polkit to be asked");
        } finally {
            polkit.startPolkitd();
        }
        Waiting.until("polkit is asked again", () -> {
            try {
                client.tell("request l near0 2 0 auto");
                return true;
            } catch (org.xdpbroker.tests.bed.ClientException e) {
                return false;
            }
        });
    }

    @Test
    void whoever_may_manage_sees_and_revokes_the_leases_of_others() {
        try (Client other = Client.start(bed, broker, Client.OTHER_UID)) {
            String id = other.tell("request l near0 2 0 auto").split(" ")[0];
            assertThat(client.count("leases")).isEqualTo(1);
            client.tell("revoke " + id);
            assertThat(other.tell("awaitend l")).contains("revoked by uid " + Client.UID);
            assertThatThrownBy(() -> other.tell("revoke " + id)).hasMessageContaining("NoSuchLease");
        }
    }

    /** Asks in the background, since the answer waits for a person. */
    private CompletableFuture<String> askForByperson() {
        return CompletableFuture.supplyAsync(() -> client.tell("askrequest l byperson0 1 0 auto"));
    }
}
