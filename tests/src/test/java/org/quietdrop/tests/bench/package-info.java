/** QuietDrop beside a peer, whole processes in one run; what is judged are ratios. */
@NullMarked
package org.quietdrop.tests.bench;

import org.jspecify.annotations.NullMarked;
