package org.quietdrop.crypto.hello;

import org.quietdrop.crypto.Bytes;

import java.util.OptionalInt;

/**
 * What the responder found.
 *
 * @param answer the last message of the hello, 32 bytes, to be sent in either case: only the peer
 *     can tell a match from none
 * @param relation the number of the relation in the list given; empty: a stranger, and both close
 */
public record HelloMatch(Bytes answer, OptionalInt relation) {}
