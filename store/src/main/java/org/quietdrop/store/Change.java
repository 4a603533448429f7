package org.quietdrop.store;

import java.util.Optional;
import org.quietdrop.crypto.Bytes;

/** A put (with a value) or a delete. */
record Change(Key key, Optional<Bytes> value) {}
