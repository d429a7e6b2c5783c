/** From the command line to a running conductor. */
@NullMarked
package org.xdpbroker.broker.start;

import org.jspecify.annotations.NullMarked;
