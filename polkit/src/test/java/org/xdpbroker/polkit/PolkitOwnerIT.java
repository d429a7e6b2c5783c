package org.xdpbroker.polkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.bed.Account;
import org.xdpbroker.polkit.bed.AskingProgram;
import org.xdpbroker.polkit.bed.PolkitBed;

/** A daemon without any privilege asks about the processes of others, which takes an action that names it as its owner. */
class PolkitOwnerIT {

    @AutoClose
    @SuppressWarnings("NullAway.Init")
    private static PolkitBed bed;

    @BeforeAll
    static void startPolkit() {
        bed = PolkitBed.start(TestActions.files(), TestActions.RULES);
    }

    @Test
    void theOwnerMayAsk() {
        String said = AskingProgram.run(bed, Account.DAEMON, Account.USER, TestActions.OWNED);
        assertThat(said).contains("outcome=AUTHORIZED");
        System.out.println(said); // what the first question costs
    }

    @Test
    void withoutTheAnnotationNobodyButRootMayAsk() {
        assertThat(AskingProgram.run(bed, Account.DAEMON, Account.USER, TestActions.YES))
                .contains("outcome=UNAVAILABLE")
                .contains("org.freedesktop.policykit.owner", TestActions.YES.value());
    }

    @Test
    void anotherUserThanTheOwnerMayNotAsk() {
        assertThat(AskingProgram.run(bed, Account.ADMINISTRATOR, Account.USER, TestActions.OWNED))
                .contains("outcome=UNAVAILABLE")
                .contains("org.freedesktop.policykit.owner");
    }
}
