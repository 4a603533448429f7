/** Who somebody is: the seed, the two keys, the card, the words that people compare. */
@NullMarked
package org.quietdrop.crypto.identity;

import org.jspecify.annotations.NullMarked;
