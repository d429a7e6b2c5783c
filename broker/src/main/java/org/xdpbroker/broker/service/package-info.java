/** The methods of the Varlink interfaces: decode, decide, act, encode. */
@NullMarked
package org.xdpbroker.broker.service;

import org.jspecify.annotations.NullMarked;
