/** A program that the tests run without privilege; it uses the client library alone. */
@NullMarked
package org.xdpbroker.tests.agent;

import org.jspecify.annotations.NullMarked;
