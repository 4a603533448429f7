/** Tests of the shell. */
@NullMarked
package org.quietdrop.node.shell;

import org.jspecify.annotations.NullMarked;
