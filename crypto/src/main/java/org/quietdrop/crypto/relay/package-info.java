/** The cryptography of relay drops: handles, the outer seal, the names of drops, and hints. */
@NullMarked
package org.quietdrop.crypto.relay;

import org.jspecify.annotations.NullMarked;
