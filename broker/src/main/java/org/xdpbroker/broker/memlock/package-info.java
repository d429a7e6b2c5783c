/** Raising how much memory the process of a client may lock. Needs CAP_SYS_RESOURCE. */
@NullMarked
package org.xdpbroker.broker.memlock;

import org.jspecify.annotations.NullMarked;
