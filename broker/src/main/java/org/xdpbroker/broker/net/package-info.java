/** What the kernel says of network interfaces; none of it needs a capability. */
@NullMarked
package org.xdpbroker.broker.net;

import org.jspecify.annotations.NullMarked;
