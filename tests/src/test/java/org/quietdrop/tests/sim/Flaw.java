package org.quietdrop.tests.sim;

/** Ways to break a core, each of which the simulator must catch. */
enum Flaw {
    NONE,
    /** Acknowledgements leave before what they acknowledge is committed. */
    ACK_BEFORE_COMMIT,
    /** Envelopes leave before the ratchet that sealed them is committed. */
    SEND_BEFORE_COMMIT,
    /** Nothing remembers which envelopes and messages have come. */
    NO_DEDUPLICATION,
    /** An envelope that does not open still moves the ratchet. */
    STATE_KEPT_AFTER_FAILED_OPEN,
    /** Whatever the other side says of the session is taken for agreement: sealing goes on. */
    MISMATCH_IGNORED
}
