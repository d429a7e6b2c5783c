package org.xdpbroker.tests;

/** dpkg and systemd of Debian 13. */
class PackageLifeOnDebian13IT extends PackageLifeTests {

    PackageLifeOnDebian13IT() {
        super(13);
    }
}
