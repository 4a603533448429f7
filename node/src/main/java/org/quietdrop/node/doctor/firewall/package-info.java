/** What a firewall of this machine lets in, read from what its own tools print. Pure: no I/O. */
@NullMarked
package org.quietdrop.node.doctor.firewall;

import org.jspecify.annotations.NullMarked;
