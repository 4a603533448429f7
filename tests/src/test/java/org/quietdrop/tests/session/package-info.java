/** What the command line says and how it ends, above all when something is wrong. */
@NullMarked
package org.quietdrop.tests.session;

import org.jspecify.annotations.NullMarked;
