/**
 * Asks polkit whether a process may do something: the client side of {@code org.freedesktop.PolicyKit1.Authority}, without
 * privilege, without the environment, and without ever holding up whoever asks.
 */
@NullMarked
package org.xdpbroker.polkit;

import org.jspecify.annotations.NullMarked;
