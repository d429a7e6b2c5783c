@NullMarked
package org.xdpbroker.polkit;

import org.jspecify.annotations.NullMarked;
