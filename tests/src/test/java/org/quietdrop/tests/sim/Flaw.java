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
    MISMATCH_IGNORED,
    /** A relay says that it keeps a box before that is committed. */
    KEPT_BEFORE_COMMIT,
    /** Who collects says that it has a box before what is in it is committed. */
    TAKEN_BEFORE_COMMIT,
    /** A relay says once that it gave a box up, and owes no word of it. */
    LOST_NOT_OWED,
    /** Word that a box was given up is answered, and changes nothing. */
    LOST_IGNORED,
    /** A deposit that was not answered is made anew, not sent again. */
    FRESH_DROPS,
    /** A message that was called expired stays so. */
    EXPIRED_IS_FINAL,
    /** A relay keeps more than its quotas allow. */
    NO_QUOTAS
}
