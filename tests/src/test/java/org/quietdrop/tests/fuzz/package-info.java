/** What is fed with bytes of all kinds, and what must hold whatever they are. */
@NullMarked
package org.quietdrop.tests.fuzz;

import org.jspecify.annotations.NullMarked;
