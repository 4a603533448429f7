package org.quietdrop.crypto.noise;

/** A step of a handshake message, in the words of the Noise specification, section 7. */
public enum Token {
    /** A fresh ephemeral key, sent in clear. */
    E,
    /** The static key, sealed once there is a key to seal with. */
    S,
    /** Ephemeral with ephemeral. */
    EE,
    /** Initiator's ephemeral with responder's static. */
    ES,
    /** Initiator's static with responder's ephemeral. */
    SE,
    /** Static with static. */
    SS,
    /** A pre-shared symmetric key. */
    PSK
}
