/**
 * The simulator at size: hundreds of nodes that come and go for days of virtual time. Leaner than
 * the simulator beside it: links lose nothing and disks do not fail, so that what is measured is
 * how mail gets through when people are seldom there at the same time.
 */
@NullMarked
package org.quietdrop.tests.sim.town;

import org.jspecify.annotations.NullMarked;
