/**
 * The simulator: several cores over the real store and the real ratchet, a virtual clock, and a
 * network, disks and processes that fail as a seed says.
 */
@NullMarked
package org.quietdrop.tests.sim;

import org.jspecify.annotations.NullMarked;
