/** What stands in the memory of a running node, read as root would read it. */
@NullMarked
package org.quietdrop.tests.memory;

import org.jspecify.annotations.NullMarked;
