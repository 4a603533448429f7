package org.quietdrop.node.core;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.RatchetState;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.contact.Petname;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Pending;
import org.quietdrop.store.record.RelationKeys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a finished keying leaves in the store (protocol, section 9, "Pairing by code"). */
final class KeyedContacts {
    private final UserId self;
    private final RandomSource random;

    KeyedContacts(UserId self, RandomSource random) {
        this.self = self;
        this.random = random;
    }

    /**
     * Alice: the new keys stand beside what is there, until Bob is known to hold them; then the
     * rest of the exchange goes.
     */
    void pend(Turn turn, long exchange, PairedKeys paired, Contact contact, boolean byCode) {
        turn.contacts().put(contact);
        try (RelationKeys keys =
                        new RelationKeys(paired.keys().sessionId(), paired.keys().lasting());
                RatchetState session =
                        DoubleRatchet.alice(
                                paired.keys(),
                                self,
                                contact.id(),
                                paired.ratchetKey(),
                                random,
                                turn.now());
                Pending pending = new Pending(paired.card(), byCode, keys, session, turn.now())) {
            turn.contacts().addPending(pending);
        }
        turn.effect(new Effect.Proceed(exchange, List.of()));
        turn.relationsChanged();
    }

    /** Bob: the new keys are those of the contact from now on, and Alice is told so. */
    void complete(Turn turn, long exchange, PairedKeys paired, Contact contact, boolean byCode) {
        UserId peer = contact.id();
        try (RelationKeys keys =
                        new RelationKeys(paired.keys().sessionId(), paired.keys().lasting());
                RatchetState session =
                        DoubleRatchet.bob(
                                paired.keys(),
                                peer,
                                self,
                                paired.ratchetSecret().orElseThrow(),
                                turn.now())) {
            // One whose exchange may still be under way stays: the other side may hold its keys.
            turn.contacts().dropPendings(peer, turn.now().minus(Core.EXCHANGE_OVER));
            replace(turn, contact.pairedAgain(paired.card(), byCode, turn.now()), keys, session);
        }
        var check = turn.sessions().check(peer, turn.contacts().conversation(peer));
        turn.effect(new Effect.Proceed(exchange, List.of(check)));
        turn.relationsChanged();
    }

    /** With the addresses that the pairing has told. */
    static Contact reached(PairedKeys paired, Contact contact, Instant now) {
        Contact known = contact;
        for (Endpoint at : paired.addresses()) {
            known = known.reachedAt(new Contact.Address(at.toString(), false, now));
        }
        return known;
    }

    /**
     * These keys and this session in place of all before. Invitations that were to lead here are
     * used up, and whoever had no name yet has that of the card.
     */
    static void replace(Turn turn, Contact contact, RelationKeys keys, RatchetState session) {
        UserId peer = contact.id();
        turn.invitations().removeWith(peer);
        turn.contacts().put(named(turn, contact));
        turn.contacts().putKeys(peer, keys);
        turn.sessions().begin(peer, session);
        Progress.unsealAll(turn, peer);
        Notices.contact(turn, peer, "paired");
        namesake(turn, contact).ifPresent(other -> Notices.warning(turn, peer, other));
    }

    /**
     * What to say loudly if somebody calls himself as a contact is called who has another key;
     * empty: nobody does.
     */
    static Optional<String> namesake(Turn turn, Contact contact) {
        String name = Petname.key(contact.cardName());
        return turn.contacts().all().stream()
                .filter(c -> !c.id().equals(contact.id()))
                .filter(c ->
                        Petname.key(c.petname()).equals(name)
                                || Petname.key(c.cardName()).equals(name))
                .findFirst()
                .map(c ->
                        turn.petname(contact.id())
                                + " is not "
                                + c.petname()
                                + ", whom you know: the name is the same, the key is another");
    }

    private static Contact named(Turn turn, Contact contact) {
        String before = contact.petname();
        boolean nameless = before.startsWith(Invitations.provisional(contact.id()));
        if (!nameless || contact.cardName().isBlank()) return contact;
        List<String> others =
                turn.contacts().all().stream()
                        .filter(c -> !c.id().equals(contact.id()))
                        .map(Contact::petname)
                        .toList();
        Contact called = contact.named(Petname.free(contact.cardName(), others));
        Notices.contact(turn, contact.id(), "renamed from " + before);
        return called;
    }
}
