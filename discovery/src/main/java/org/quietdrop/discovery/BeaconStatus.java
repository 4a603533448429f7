package org.quietdrop.discovery;

/**
 * Whether the beacon is sent, and why.
 *
 * @param sending whether it is sent at present
 * @param listening whether those of others are heard
 * @param why the reason, in plain words
 */
public record BeaconStatus(boolean sending, boolean listening, String why) {}
