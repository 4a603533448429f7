@NullMarked
package org.quietdrop.node.doctor.look;

import org.jspecify.annotations.NullMarked;
