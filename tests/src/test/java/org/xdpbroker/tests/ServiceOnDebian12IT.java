package org.xdpbroker.tests;

/** systemd 252, Java 17. */
class ServiceOnDebian12IT extends InstalledServiceTests {

    ServiceOnDebian12IT() {
        super(12);
    }
}
