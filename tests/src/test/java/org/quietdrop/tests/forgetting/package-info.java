/** What was deleted is looked for by somebody with the passphrase, in every byte of a home. */
@NullMarked
package org.quietdrop.tests.forgetting;

import org.jspecify.annotations.NullMarked;
