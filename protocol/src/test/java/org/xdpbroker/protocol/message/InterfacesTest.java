package org.xdpbroker.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The interface descriptions: well-formed, and telling the same as the code. */
class InterfacesTest {

    static final List<String> all = Interfaces.ALL;

    private final VarlinkDescription broker = new VarlinkDescription(Interfaces.description(Interfaces.BROKER));

    @ParameterizedTest
    @FieldSource("all")
    void isNamedAsItsFile(String interfaceName) {
        assertThat(new VarlinkDescription(Interfaces.description(interfaceName)).name)
                .isEqualTo(interfaceName);
    }

    @Test
    void thereIsNoOther() {
        assertThat(Interfaces.ALL).containsExactly("org.varlink.service", "org.xdpbroker.Broker");
        assertThatIllegalArgumentException().isThrownBy(() -> Interfaces.description("org.example"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Request | interface queueCount startQueue attachMode handover flows allowInteractiveAuthentication"
                        + " | lease leaseFileDescriptor",
                "Activate | id queues | lease",
                "Check | interface queueCount startQueue attachMode handover flows allowInteractiveAuthentication"
                        + " | decision rule reason",
                "ListLeases | '' | leases",
                "ListInterfaces | '' | interfaces",
                "Revoke | id reason | ''",
                "Subscribe | '' | event",
            })
    void hasTheMethodsThatClientsAreWrittenAgainst(String method, String in, String out) {
        assertThat(broker.in(method).keySet()).containsAll(words(in));
        assertThat(broker.out(method).keySet()).containsAll(words(out));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Queue | queue:int socketFileDescriptor:?int",
                "Lease | id:string interface:string ifindex:int uid:int pid:int queues:[]Queue attachMode:string"
                        + " fallbackReason:?string handover:string state:string since:string",
            })
    void hasTheTypesThatClientsAreWrittenAgainst(String type, String fields) {
        List<String> defined = new ArrayList<>();
        broker.type(type).forEach((name, fieldType) -> defined.add(name + ":" + fieldType));
        assertThat(defined).containsAll(words(fields));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NoSuchInterface",
                "QueueOutOfRange",
                "QueueBusy",
                "InterfaceBusy",
                "AttachFailed",
                "Denied",
                "AuthenticationRequired",
                "QuotaExceeded",
                "RateLimited",
                "NoSuchLease"
            })
    void hasTheErrorsThatClientsAreWrittenAgainst(String error) {
        assertThat(broker.errors()).containsKey(error);
    }

    @Test
    void everyErrorIsDescribedWithAReason() {
        List<String> names = new ArrayList<>();
        for (BrokerError error : BrokerError.values()) {
            assertThat(BrokerError.of(error.qualifiedName())).isEqualTo(error);
            names.add(error.qualifiedName().substring(Interfaces.BROKER.length() + 1));
        }
        assertThat(broker.errors().keySet()).containsExactlyInAnyOrderElementsOf(names);
        assertThat(broker.errors().values())
                .allSatisfy(fields -> assertThat(fields).containsEntry("reason", "string"));
        assertThat(BrokerError.of("org.xdpbroker.Broker.New")).isNull();
        assertThat(BrokerError.of("Denied")).isNull();
    }

    @Test
    void requestsAreDescribed() throws Exception {
        RequestParameters request = RequestParameters.decode(
                Literal.read(
                        "{\"interface\":\"lo\",\"flows\":[\"udp:1\"],\"lockedMemory\":1,\"multiBuffer\":true,\"busyPoll\":1,\"allowInteractiveAuthentication\":true}"));
        for (String method : new String[] {"Request", "Check"}) {
            assertThat(broker.in(method).keySet())
                    .containsExactlyInAnyOrderElementsOf(request.encode().keySet());
        }
    }

    @Test
    void leasesAndEventsAreDescribed() {
        LeaseDescription lease =
                new LeaseDescription("", "", 1, 0, 1, List.of(), AttachMode.SKB, "", Handover.UNBOUND, "", "", "", 1);
        assertThat(broker.type("Lease").keySet())
                .containsExactlyInAnyOrderElementsOf(lease.encode().keySet());
        assertThat(broker.type("Queue").keySet())
                .containsExactlyInAnyOrderElementsOf(
                        new QueueDescription(0, 0, 0L, 0L, 0L).encode().keySet());
        LeaseEvent event = new LeaseEvent(LeaseEvent.Kind.ENDED, "", "", 0, "");
        assertThat(broker.type("Event").keySet())
                .containsExactlyInAnyOrderElementsOf(event.encode().keySet());
        String text = Interfaces.description(Interfaces.BROKER);
        for (LeaseEvent.Kind kind : LeaseEvent.Kind.values()) {
            assertThat(text).contains(kind.word());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "interface x",
                "interface a.b type",
                "interface a.b type x ()",
                "interface a.b type X (y: Z)",
                "interface a.b type X (y: int, y: int)",
                "interface a.b type X (y: ??int)",
                "interface a.b type X (y int)",
                "interface a.b type X (y: int,)",
                "interface a.b method X () ()",
                "interface a.b type X () type X ()",
                "interface a.b type X (y: int) !",
                "interface a.b type X (_y: int)",
            })
    void theReaderIsStrict(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new VarlinkDescription(text));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
