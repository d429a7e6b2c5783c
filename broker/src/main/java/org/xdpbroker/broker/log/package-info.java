/** The broker's record of what it decided and did. */
@NullMarked
package org.xdpbroker.broker.log;

import org.jspecify.annotations.NullMarked;
