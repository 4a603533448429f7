/**
 * The ground floor: primitives over one libsodium, the keys and values they take, and nothing that
 * touches a network, a clock or a thread. PROTOCOL.md beside this module is the specification.
 */
@NullMarked
package org.quietdrop.crypto;

import org.jspecify.annotations.NullMarked;
