/** The rules of the house, held by tests. */
@NullMarked
package org.quietdrop.tests.arch;

import org.jspecify.annotations.NullMarked;
