/** Messages: history, outbox, sessions and acknowledgements, over one transaction, without I/O. */
@NullMarked
package org.quietdrop.node.message;

import org.jspecify.annotations.NullMarked;
