/** The conductor: one thread, one poll(2), timers. Knows nothing of leases. */
@NullMarked
package org.xdpbroker.broker.loop;

import org.jspecify.annotations.NullMarked;
