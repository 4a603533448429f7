package org.quietdrop.node.core;

/**
 * The settings that the core acts on; kept in the plain file {@code config} of the home.
 *
 * @param shareAddresses whether contacts are told over their links where we listen
 * @param listenPort our listening port said when pairing; 0 says none
 * @param readReceipts whether writers are told what was read
 */
public record Settings(boolean shareAddresses, int listenPort, boolean readReceipts) {
    /** What a new home has. */
    public static final Settings DEFAULT = new Settings(true, 0, false);
}
