/** What the leases carry at the moment: counted by the broker, and read from the sockets of the processes that hold them. */
@NullMarked
package org.xdpbroker.cli.top;

import org.jspecify.annotations.NullMarked;
