/** What somebody learns who records a network and talks to everybody on it, and is no contact. */
@NullMarked
package org.quietdrop.tests.stranger;

import org.jspecify.annotations.NullMarked;
