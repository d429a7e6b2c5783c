/** Asking an authority outside the broker whether a process may do something: the port, and its answer. */
@NullMarked
package org.xdpbroker.broker.authorize;

import org.jspecify.annotations.NullMarked;
