package org.quietdrop.node.contact;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;

/**
 * Names one set of keys of a relation: a contact's own, those of a pending pairing beside it, or
 * those of an invitation.
 *
 * @param peer the other side
 * @param sessionId 16 bytes: the session that was made with these keys, or the name of the
 *     invitation
 */
public record RelationId(UserId peer, Bytes sessionId) {}
