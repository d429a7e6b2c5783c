package org.xdpbroker.broker.service;

import java.util.Objects;

/** The version that the build wrote into the jar. */
public final class Version {

    public static final String TEXT =
            Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "unpackaged");

    private Version() {}
}
