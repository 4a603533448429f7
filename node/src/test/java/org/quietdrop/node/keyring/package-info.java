@NullMarked
package org.quietdrop.node.keyring;

import org.jspecify.annotations.NullMarked;
