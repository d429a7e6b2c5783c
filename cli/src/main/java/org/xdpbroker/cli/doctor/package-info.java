/**
 * What {@code xdp-broker doctor} looks at. First everything that takes other programs or the broker is asked, each with a
 * time limit; then the checks judge what was told. None of it needs a privilege, and none changes anything.
 */
@NullMarked
package org.xdpbroker.cli.doctor;

import org.jspecify.annotations.NullMarked;
