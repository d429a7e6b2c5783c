package org.xdpbroker.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xdpbroker.client.BrokerInfo;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.InterfaceDescription;

class InterfaceCheckTest {

    private static final LocalInterfaces NONE_KNOWN = new LocalInterfaces(List.of(), "there is no program ip");

    @Test
    void zeroCopyIsTold() throws IOException {
        assertThat(look(described(List.of("basic", "redirect", "xsk-zerocopy"), null, null), local(List.of())))
                .containsExactly(Finding.ok("interface", "eth0 (driver igc, 4 queues) has native XDP and zero-copy"));
    }

    @Test
    void aProgramWhoseModeIsNotKnownIsDetachedInBoth() throws IOException {
        assertThat(look(described(List.of("basic"), 77, null), NONE_KNOWN))
                .filteredOn(found -> found.level() == Level.PROBLEM)
                .singleElement()
                .satisfies(found -> assertThat(found.mend())
                        .containsExactly(
                                "sudo ip link set dev eth0 xdpdrv off", "sudo ip link set dev eth0 xdpgeneric off"));
    }

    @Test
    void libxdpsDispatcherIsUnloadedByItsOwnTool() throws IOException {
        LocalInterface.Program dispatcher = new LocalInterface.Program("xdpdrv", 77, "xdp_dispatcher");
        assertThat(look(described(List.of("basic"), 77, null), local(List.of(dispatcher))))
                .filteredOn(found -> found.level() == Level.PROBLEM)
                .singleElement()
                .satisfies(found -> assertThat(found.mend()).containsExactly("sudo xdp-loader unload eth0 --all"));
    }

    @Test
    void theBrokersProgramIsNoObstacle() throws IOException {
        assertThat(look(described(List.of("basic"), 77, AttachMode.NATIVE), local(List.of())))
                .allMatch(found -> found.level() == Level.OK);
    }

    /** The same name in two network namespaces. */
    @Test
    void whatIsTrueOfAnotherInterfaceOfThatNameIsNotTold() throws IOException {
        LocalInterface other = new LocalInterface("eth0", 3, false, 9000, null, null, null, List.of());
        assertThat(look(described(List.of("basic"), null, null), new LocalInterfaces(List.of(other), null)))
                .allMatch(found -> found.level() == Level.OK);
    }

    private static List<Finding> look(InterfaceDescription described, LocalInterfaces local) throws IOException {
        BrokerAnswers broker = new BrokerAnswers(
                Path.of("/run/x"), new BrokerInfo("xdp-brokerd", "1"), null, List.of(described), null, 7);
        return new InterfaceCheck(broker, local, "eth0").look();
    }

    private static InterfaceDescription described(
            List<String> features, @Nullable Integer program, @Nullable AttachMode mode) {
        return new InterfaceDescription("eth0", 2, "igc", 4, features, program, mode, 0, "allow");
    }

    private static LocalInterfaces local(List<LocalInterface.Program> programs) {
        return new LocalInterfaces(
                List.of(new LocalInterface("eth0", 2, true, 1500, null, null, null, programs)), null);
    }
}
