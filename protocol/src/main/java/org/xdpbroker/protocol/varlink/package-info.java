/** The Varlink wire format: JSON objects ended by NUL, bounded in size and depth. Free of system calls. */
@NullMarked
package org.xdpbroker.protocol.varlink;

import org.jspecify.annotations.NullMarked;
