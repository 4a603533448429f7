/** Links: Netty, hello, Noise and admission. Turns bytes into events and effects into bytes. */
@NullMarked
package org.quietdrop.node.link;

import org.jspecify.annotations.NullMarked;
