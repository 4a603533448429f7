/** {@code quietdrop demo}: real nodes on this machine, and what a stranger could see of them. */
@NullMarked
package org.quietdrop.node.demo;

import org.jspecify.annotations.NullMarked;
