@NullMarked
package org.quietdrop.node.doctor;

import org.jspecify.annotations.NullMarked;
