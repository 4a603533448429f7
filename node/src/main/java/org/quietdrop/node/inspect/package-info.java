/** {@code quietdrop inspect}: what others could see of the wire, of the disk and of a message. */
@NullMarked
package org.quietdrop.node.inspect;

import org.jspecify.annotations.NullMarked;
