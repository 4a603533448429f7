/** What is asked of the operating system that Java has no words for, and this process's memory. */
@NullMarked
package org.quietdrop.node.system;

import org.jspecify.annotations.NullMarked;
