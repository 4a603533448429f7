/**
 * Finds other nodes on the local network by mDNS, or by broadcast where that is silent, and lets
 * them find this one. It announces and reports opaque names: it knows no keys and no contacts. The
 * specification is {@code README.md} of this module.
 */
@NullMarked
package org.quietdrop.discovery;

import org.jspecify.annotations.NullMarked;
