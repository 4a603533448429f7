/** The command line: one class a command, each a client of the control socket. */
@NullMarked
package org.quietdrop.node.cli;

import org.jspecify.annotations.NullMarked;
