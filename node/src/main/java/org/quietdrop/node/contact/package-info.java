/** Contacts and the keys shared with them. */
@NullMarked
package org.quietdrop.node.contact;

import org.jspecify.annotations.NullMarked;
