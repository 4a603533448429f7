/** The anonymous hello: which relation, if any, is at the other end of a connection. */
@NullMarked
package org.quietdrop.crypto.hello;

import org.jspecify.annotations.NullMarked;
