/** The command line over a real socket, told by transcripts. */
@NullMarked
package org.quietdrop.node.cli;

import org.jspecify.annotations.NullMarked;
