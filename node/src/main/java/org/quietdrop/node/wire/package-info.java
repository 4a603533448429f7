/** What travels between nodes: frames, cells and payloads. */
@NullMarked
package org.quietdrop.node.wire;

import org.jspecify.annotations.NullMarked;
