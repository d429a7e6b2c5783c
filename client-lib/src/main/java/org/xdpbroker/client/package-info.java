/**
 * AF_XDP for programs without privilege: {@link org.xdpbroker.client.XdpBroker} grants a {@link
 * org.xdpbroker.client.Lease}, whose queues become an {@link org.xdpbroker.client.XdpSocket} each over a {@link
 * org.xdpbroker.client.Umem}.
 */
@NullMarked
package org.xdpbroker.client;

import org.jspecify.annotations.NullMarked;
