package org.quietdrop.store;

import org.quietdrop.crypto.Bytes;

import java.util.Optional;

/** A put (with a value) or a delete. */
record Change(Key key, Optional<Bytes> value) {}
