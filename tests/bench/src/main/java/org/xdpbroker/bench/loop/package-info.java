/**
 * The loops that are measured, written as a user of the client library would write them: they know it and the JDK, and
 * nothing of the bench.
 */
@NullMarked
package org.xdpbroker.bench.loop;

import org.jspecify.annotations.NullMarked;
