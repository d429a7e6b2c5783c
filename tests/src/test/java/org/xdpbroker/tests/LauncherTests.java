package org.xdpbroker.tests;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.xdpbroker.tests.bed.InstalledSystem;
import org.xdpbroker.tests.bed.NetworkBed;

/** Tests of the launcher, each on a system of its own with a stand-in for the daemon; one network for all of a class. */
abstract class LauncherTests {

    private static NetworkBed bed;

    InstalledSystem system;

    @BeforeAll
    static void makeBed() {
        bed = NetworkBed.create(1);
    }

    @AfterAll
    static void removeBed() {
        bed.close();
    }

    @BeforeEach
    void install() {
        system = InstalledSystem.withStandIn(bed);
    }

    @AfterEach
    void end() {
        system.close();
    }
}
