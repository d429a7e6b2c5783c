/** The values of the interface {@code org.xdpbroker.Broker}, decoded strictly and encoded in one place. */
@NullMarked
package org.xdpbroker.protocol.message;

import org.jspecify.annotations.NullMarked;
