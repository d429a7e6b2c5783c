/** Leases and who holds which queue: states and arithmetic without system calls. */
@NullMarked
package org.xdpbroker.broker.lease;

import org.jspecify.annotations.NullMarked;
