/** Gathers what {@code doctor} looks at: from files, interfaces and programs of the system. */
@NullMarked
package org.quietdrop.node.doctor.look;

import org.jspecify.annotations.NullMarked;
