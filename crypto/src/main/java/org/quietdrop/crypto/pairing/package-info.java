/** Pairing: the spoken code, the first payloads and the keys that two people share afterwards. */
@NullMarked
package org.quietdrop.crypto.pairing;

import org.jspecify.annotations.NullMarked;
