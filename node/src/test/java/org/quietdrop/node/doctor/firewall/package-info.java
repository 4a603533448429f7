@NullMarked
package org.quietdrop.node.doctor.firewall;

import org.jspecify.annotations.NullMarked;
