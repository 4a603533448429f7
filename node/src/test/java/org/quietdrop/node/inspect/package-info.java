/** The search that must find, and what is told of the wire, the disk and a message. */
@NullMarked
package org.quietdrop.node.inspect;

import org.jspecify.annotations.NullMarked;
