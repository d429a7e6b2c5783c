/** What needs the three capabilities: BPF objects, the attachment, AF_XDP sockets, and looking at a bind. */
@NullMarked
package org.xdpbroker.broker.xdp;

import org.jspecify.annotations.NullMarked;
