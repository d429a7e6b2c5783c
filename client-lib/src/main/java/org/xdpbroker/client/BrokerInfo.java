package org.xdpbroker.client;

/**
 * What a broker says of itself: {@code org.varlink.service.GetInfo}.
 *
 * @param product {@code xdp-brokerd}, if it is one
 * @param version its version
 */
public record BrokerInfo(String product, String version) {}
