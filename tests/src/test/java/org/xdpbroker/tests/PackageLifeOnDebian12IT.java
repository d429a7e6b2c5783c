package org.xdpbroker.tests;

/** dpkg and systemd of Debian 12. */
class PackageLifeOnDebian12IT extends PackageLifeTests {

    PackageLifeOnDebian12IT() {
        super(12);
    }
}
