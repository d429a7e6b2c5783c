package org.xdpbroker.tests;

/** systemd 257, Java 21. */
class ServiceOnDebian13IT extends InstalledServiceTests {

    ServiceOnDebian13IT() {
        super(13);
    }
}
