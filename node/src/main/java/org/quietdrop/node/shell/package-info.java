/**
 * The interactive shell: the one door to jline. It speaks with the node over its control socket.
 */
@NullMarked
package org.quietdrop.node.shell;

import org.jspecify.annotations.NullMarked;
