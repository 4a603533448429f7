package org.quietdrop.tests.stranger;

/** What is taken away from private discovery, to see that the stranger wins without it. */
enum Flaw {
    /** Nothing: as it is. */
    NONE,

    /** Slots without a relation stay empty. */
    EMPTY_SLOTS,

    /** Names are kept for ever. */
    FIXED_NAMES,

    /** Tags are made without a secret, from public keys alone. */
    PUBLIC_TAGS
}
