/** AF_UNIX stream sockets with file descriptor passing, and what the kernel says of the peer. */
@NullMarked
package org.xdpbroker.protocol.transport;

import org.jspecify.annotations.NullMarked;
