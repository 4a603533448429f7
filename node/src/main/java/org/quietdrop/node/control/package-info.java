/** The control socket: JSON-RPC 2.0 over a Unix-domain socket, one object a line. */
@NullMarked
package org.quietdrop.node.control;

import org.jspecify.annotations.NullMarked;
