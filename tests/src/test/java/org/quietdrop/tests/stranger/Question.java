package org.quietdrop.tests.stranger;

/** What the stranger is asked, each time with one answer in two that is true. */
enum Question {
    /** Is this person, whose public key he knows, on the network now? */
    WHO_IS_HERE,

    /** Has this node many contacts or few? */
    HOW_MANY_CONTACTS,

    /** Are these two contacts of each other? */
    WHOSE_CONTACT,

    /** Is this the node that was called so an hour ago? */
    SAME_AS_BEFORE
}
