/**
 * Who may have which queues: the rules of the administrator, read strictly from a file and decided without asking anyone.
 * Free of system calls, except that {@link org.xdpbroker.broker.policy.PolicyFile} reads the file.
 */
@NullMarked
package org.xdpbroker.broker.policy;

import org.jspecify.annotations.NullMarked;
