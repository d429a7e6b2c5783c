/**
 * What outlives the process: descriptors and a record of the leases at the service manager. Knows how to keep and to find them,
 * not what they mean.
 */
@NullMarked
package org.xdpbroker.broker.store;

import org.jspecify.annotations.NullMarked;
