package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.protocol.message.AttachMode;

class RequestAndConfigTest {

    @Test
    void aRequestAsksForQueueZeroInAnyModeIfNothingElseIsSaid() {
        assertThat(LeaseRequest.of("eth0").parameters().encode())
                .hasToString("{\"interface\":\"eth0\",\"queueCount\":1,\"startQueue\":0,\"attachMode\":\"auto\","
                        + "\"handover\":\"unbound\"}");
    }

    @Test
    void aRequestSaysWhatItWasGiven() {
        LeaseRequest request = LeaseRequest.of("eth0")
                .withLockedMemory(64 << 20)
                .withQueues(4)
                .withStartQueue(2)
                .withAttachMode(AttachMode.SKB)
                .withInteractiveAuthentication(true);
        assertThat(request.queues()).isEqualTo(4);
        assertThat(request.startQueue()).isEqualTo(2);
        assertThat(request.attachMode()).isEqualTo(AttachMode.SKB);
        assertThat(request.parameters().lockedMemory()).isEqualTo(64 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "sixteen-bytes-xy"})
    void aNameNoInterfaceCanHaveIsRefused(String name) {
        assertThatThrownBy(() -> LeaseRequest.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("interface '" + name + "'");
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        LeaseRequest request = LeaseRequest.of("eth0");
        assertThatThrownBy(() -> request.withQueues(0)).hasMessage("queues is 0, outside 1 to 252");
        assertThatThrownBy(() -> request.withQueues(253)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request.withStartQueue(-1)).hasMessage("startQueue is -1, outside 0 to 65535");
        assertThatThrownBy(() -> request.withLockedMemory(-1))
                .hasMessage("lockedMemory is -1, outside 0 to 1099511627776");
    }

    @Test
    void ringsHavePowersOfTwo() {
        assertThatThrownBy(() -> XdpSocketConfig.DEFAULT.withRingSizes(100)).hasMessageContaining("rxSize is 100");
        assertThat(XdpSocketConfig.DEFAULT.withRingSizes(64).completionSize()).isEqualTo(64);
    }

    @Test
    void aWakeupSendsNoMoreThanTheTxRingHas() {
        assertThat(XdpSocketConfig.DEFAULT.withRingSizes(128).txBudget()).isEqualTo(128);
        assertThat(XdpSocketConfig.DEFAULT.withRingSizes(4096).txBudget()).isEqualTo(256);
        assertThat(XdpSocketConfig.DEFAULT.withRingSizes(16).txBudget()).isZero();
        assertThatThrownBy(() -> XdpSocketConfig.DEFAULT.withTxBudget(4096))
                .hasMessageStartingWith("txBudget is 4096; 32 to the size of the tx ring, 2048");
    }

    @Test
    void bindFlagsAreTheKernels() {
        assertThat(XdpSocketConfig.DEFAULT.bindFlags()).isEqualTo(8);
        assertThat(XdpSocketConfig.DEFAULT.withNeedWakeup(false).bindFlags()).isZero();
        assertThat(XdpSocketConfig.DEFAULT.withCopyMode(CopyMode.COPY).bindFlags())
                .isEqualTo(8 | 2);
        assertThat(XdpSocketConfig.DEFAULT.withCopyMode(CopyMode.ZERO_COPY).bindFlags())
                .isEqualTo(8 | 4);
    }
}
