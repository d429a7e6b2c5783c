/**
 * The privileged operations: granting a lease, seeing its sockets bound, ending it. Every step that fails undoes the steps
 * before it. Conductor thread only.
 */
@NullMarked
package org.xdpbroker.broker.grant;

import org.jspecify.annotations.NullMarked;
