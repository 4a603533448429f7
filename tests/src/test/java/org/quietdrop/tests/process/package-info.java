/** Real daemons, each a process of its own, on loopback and never by multicast. */
@NullMarked
package org.quietdrop.tests.process;

import org.jspecify.annotations.NullMarked;
