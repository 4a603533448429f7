package org.quietdrop.node.shell;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the shell knows of the contacts between two calls: names, who is linked, which conversation
 * is open, what arrived elsewhere since. Thread-safe.
 */
final class People {
    private final Map<String, View.Contact> known = new LinkedHashMap<>();

    private final Unread unread = new Unread();

    /** Pairings that were told of where they were made. */
    private final Set<String> announced = new HashSet<>();

    private final Recent recent = new Recent();
    private @Nullable String openId;
    private String self = "quietdrop";
    private String trouble = "";

    /** The person's own name. */
    synchronized void self(String name) {
        if (!name.isBlank()) self = TerminalText.clean(name);
    }

    /** Says in the prompt how the node is; empty: well. */
    synchronized void trouble(String word) {
        trouble = word;
    }

    /** All contacts, as the node lists them. */
    synchronized void learn(Collection<View.Contact> all) {
        known.clear();
        all.forEach(this::learn);
        unread.keepOnly(known.keySet());
        if (openId != null && !known.containsKey(openId)) openId = null;
        for (View.Contact contact : all) {
            // What came into the open conversation was on the screen.
            View.Unread counted = contact.unread();
            if (counted != null && !contact.id().equals(openId)) unread.set(contact.id(), counted);
        }
    }

    /** One contact as it is now. */
    synchronized void learn(View.Contact contact) {
        known.put(contact.id(), contact);
    }

    /** One contact, whose link is not spoken of. */
    synchronized void learnName(View.Contact contact) {
        boolean _ = linked(contact, isLinked(contact.id())).orElse(false);
    }

    /** The messages seen last. */
    Recent recent() {
        return recent;
    }

    /** The person has been told that this is a contact now. */
    synchronized void announce(String petname) {
        announced.add(petname);
    }

    /** Whether the person has been told; asks once. */
    synchronized boolean wasAnnounced(String petname) {
        return announced.remove(petname);
    }

    /**
     * A contact whose link came or went.
     *
     * @return whether it was linked before, empty if it was not known
     */
    synchronized Optional<Boolean> linked(View.Contact contact, boolean linked) {
        View.Contact before = known.get(contact.id());
        learn(contact.linked(linked));
        return Optional.ofNullable(before).map(View.Contact::linked);
    }

    /** Whether a contact is linked, as far as is known. */
    synchronized boolean isLinked(String id) {
        View.Contact contact = known.get(id);
        return contact != null && contact.linked();
    }

    /** Whether somebody is linked who carries for us. */
    synchronized boolean carrierIsHere() {
        return known.values().stream().anyMatch(c -> c.linked() && c.trusted() && c.trustsYou());
    }

    /** Names for completion: only such as can be shown and typed as they are. */
    synchronized List<String> names() {
        return known.values().stream()
                .map(View.Contact::name)
                .filter(name -> TerminalText.clean(name).equals(name))
                .toList();
    }

    /** The contact with this petname. */
    synchronized Optional<View.Contact> named(String petname) {
        return known.values().stream().filter(c -> c.name().equals(petname)).findFirst();
    }

    synchronized boolean isEmpty() {
        return known.isEmpty();
    }

    /** Whom plain text goes to. */
    synchronized Optional<View.Contact> open() {
        return Optional.ofNullable(openId).map(known::get);
    }

    /** Plain text goes to this contact from now on; what arrived is read. */
    synchronized void open(View.Contact contact) {
        // A notice about the link may have overtaken the answer that this comes from.
        if (known.containsKey(contact.id())) learnName(contact);
        else learn(contact);
        openId = contact.id();
        unread.read(contact.id());
    }

    /** What came in of this contact was on the screen. */
    synchronized void read(View.Contact contact) {
        unread.read(contact.id());
    }

    /** A message arrived; counts it if its conversation is not open. */
    synchronized void arrived(View.Line line) {
        named(line.conversation())
                .map(View.Contact::id)
                .filter(id -> !id.equals(openId))
                .ifPresent(id -> unread.arrived(id, line.cursor()));
    }

    /** Like {@code 3}, or {@code 200 or more}; empty: nothing of this contact is unread. */
    synchronized String unread(String id) {
        return unread.of(id);
    }

    /** Who has written what was not read yet, with how much of it, in the order of the contacts. */
    synchronized Map<View.Contact, String> unread() {
        Map<View.Contact, String> all = new LinkedHashMap<>();
        known.values()
                .forEach(c -> {
                    if (!unread.of(c.id()).isEmpty()) all.put(c, unread.of(c.id()));
                });
        return all;
    }

    /** Of all together. */
    synchronized String allUnread() {
        return unread.total();
    }

    /** What the person is called. */
    synchronized String self() {
        return self;
    }

    /** How the node is; empty: well. */
    synchronized List<String> troubles() {
        return trouble.isEmpty() ? List.of() : List.of(trouble);
    }

    /** How many contacts are linked, as far as is known. */
    synchronized int links() {
        return trouble.isEmpty()
                ? (int) known.values().stream().filter(View.Contact::linked).count()
                : 0;
    }
}
