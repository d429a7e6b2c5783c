/** How much of the broker each user may take up. Without system calls. */
@NullMarked
package org.xdpbroker.broker.quota;

import org.jspecify.annotations.NullMarked;
