/** Becoming another program with the sockets and the lease in its hands. */
@NullMarked
package org.xdpbroker.cli.exec;

import org.jspecify.annotations.NullMarked;
