package org.quietdrop.node.contact;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;

/**
 * Names one set of pair keys: a contact's own, or those of a pending pairing beside it.
 *
 * @param peer the other side
 * @param sessionId 16 bytes, the session that was made with these keys
 */
public record RelationId(UserId peer, Bytes sessionId) {}
