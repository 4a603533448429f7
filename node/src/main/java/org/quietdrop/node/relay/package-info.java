/** What is kept of drops: those carried for others, and those that others carry for us. */
@NullMarked
package org.quietdrop.node.relay;

import org.jspecify.annotations.NullMarked;
