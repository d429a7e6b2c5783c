/**
 * The four rings of an AF_XDP socket, on memory given to them. Free of system calls, so they can be tried on any memory; the
 * counterpart is net/xdp/xsk_queue.h in the kernel.
 */
@NullMarked
package org.xdpbroker.client.ring;

import org.jspecify.annotations.NullMarked;
