/**
 * The part of libxdp that registers packet memory and binds a socket, named as in its header xdp/xsk.h. For the client
 * library only; not meant for its users.
 */
@NullMarked
package org.xdpbroker.client.libxdp;

import org.jspecify.annotations.NullMarked;
