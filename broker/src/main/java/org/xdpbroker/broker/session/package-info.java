/** Connections of clients: bounded input, ordered replies, and nothing that privilege could be asked of. */
@NullMarked
package org.xdpbroker.broker.session;

import org.jspecify.annotations.NullMarked;
