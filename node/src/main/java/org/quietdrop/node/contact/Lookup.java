package org.quietdrop.node.contact;

import org.quietdrop.store.record.Contact;

import java.util.List;

/** What came of looking for a contact by what somebody typed. */
public sealed interface Lookup {
    /** Exactly one is meant. */
    record Found(Contact contact) implements Lookup {}

    /** Several could be meant; their petnames. */
    record Ambiguous(List<String> names) implements Lookup {}

    /** Nobody is meant; petnames that come near. */
    record Unknown(List<String> near) implements Lookup {}

    /** It cannot be a name. */
    record Malformed(String why) implements Lookup {}
}
