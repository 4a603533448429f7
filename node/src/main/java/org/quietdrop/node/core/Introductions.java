package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.CardName;
import org.quietdrop.node.contact.OpenInvitations;
import org.quietdrop.node.contact.Petname;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.OpenInvitation;
import org.quietdrop.store.record.OpenInvitation.Side;
import org.quietdrop.store.record.OutboxEntry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Introductions (protocol, section 9): somebody who knows two people sends both a fresh secret in
 * their sessions. All three are asked: the introducer when it begins, the two when it comes.
 */
final class Introductions {
    private static final Duration LIFE = Duration.ofDays(30);

    /** An offer that lasts longer than this was not made by these rules. */
    private static final Duration LONGEST = LIFE.plusDays(2);

    private final UserId self;
    private final RandomSource random;
    private final Delivery delivery;
    private final Invitations invitations;

    Introductions(UserId self, RandomSource random, Delivery delivery, Invitations invitations) {
        this.self = self;
        this.random = random;
        this.delivery = delivery;
        this.invitations = invitations;
    }

    /** Introduces two contacts to each other. */
    void introduce(Turn turn, String one, String other) {
        Contact a = known(turn, one);
        Contact b = known(turn, other);
        if (a.id().equals(b.id())) {
            throw new UserError(
                    UserError.Exit.USAGE, "two people are introduced to each other, not one");
        }
        try (SecretKey secret = SecretKey.random(random)) {
            Instant expiry = turn.now().plus(LIFE);
            tell(turn, a, b, secret, expiry);
            tell(turn, b, a, secret, expiry);
        }
    }

    private static Contact known(Turn turn, String name) {
        Contact contact = turn.meant(name);
        return switch (contact.state()) {
            case CONTACT -> contact;
            case PENDING ->
                    throw new UserError(
                            UserError.Exit.REFUSED,
                            contact.petname() + " is pending: you two have not met yet");
            case BLOCKED ->
                    throw new UserError(UserError.Exit.REFUSED, contact.petname() + " is blocked");
        };
    }

    /** What we call somebody is ours: the other one hears the name on the card. */
    private void tell(Turn turn, Contact whom, Contact of, SecretKey secret, Instant expiry) {
        try (var said = new Payload.Introduction(of.id(), secret.copy(), expiry, of.cardName())) {
            delivery.queueUnseen(
                    turn,
                    whom.id(),
                    new OutboxEntry.Unseen(OutboxEntry.Kind.INTRODUCTION, Bytes.of(said.encode())));
        }
        Notices.contact(turn, whom.id(), "introduced to " + of.petname());
    }

    /** A contact introduces somebody: kept until the user answers, and nothing else. */
    void offered(Turn turn, UserId from, Payload.Introduction said) {
        try (said) {
            Optional<Contact> known = turn.contacts().get(said.user());
            boolean senseless =
                    said.user().equals(self)
                            || said.user().equals(from)
                            || !turn.now().isBefore(said.expiry())
                            || said.expiry().isAfter(turn.now().plus(LONGEST))
                            || known.filter(c -> c.state() != Contact.State.PENDING).isPresent();
            if (senseless) return;
            forgetEarlier(turn, from, said.user());
            if (turn.invitations().count(Side.OFFERED) >= OpenInvitations.MAX_OFFERED) {
                Notices.warning(
                        turn,
                        from,
                        "introduces somebody, but too many introductions wait for your answer");
                return;
            }
            String name = CardName.clean(said.name());
            try (OpenInvitation offer =
                    new OpenInvitation(
                            Bytes.of(random.bytes(16)),
                            Side.OFFERED,
                            Optional.of(said.user()),
                            Optional.of(from),
                            name.isBlank() ? Optional.empty() : Optional.of(name),
                            turn.now(),
                            said.expiry(),
                            said.secret().copy())) {
                turn.invitations().put(offer);
                invitations.changed();
                String id = offer.id().hex().substring(0, 8);
                Notices.contact(
                        turn,
                        from,
                        "introduces \""
                                + offer.petname().orElse("somebody without a name")
                                + "\" to you: quietdrop accept "
                                + id
                                + ", or quietdrop decline "
                                + id);
            }
        }
    }

    private static void forgetEarlier(Turn turn, UserId from, UserId user) {
        turn.invitations()
                .removeIf(open ->
                        open.side() == Side.OFFERED
                                && open.peer().filter(user::equals).isPresent()
                                && open.introducer().filter(from::equals).isPresent());
    }

    /** The user says yes: the lower UserId is Alice, and both look for each other. */
    Contact accept(Turn turn, String id, Optional<String> as) {
        try (OpenInvitation offer = Invitations.meant(turn, id, Side.OFFERED)) {
            UserId peer = offer.peer().orElseThrow();
            Optional<String> chosen = as.map(Typed::petname);
            chosen.ifPresent(name -> Invitations.free(turn, name, Optional.of(peer)));
            Contact.Origin origin = Contact.Origin.introducedBy(offer.introducer().orElseThrow());
            Contact contact = Invitations.expect(turn, peer, chosen, origin);
            boolean nameless = contact.petname().equals(Invitations.provisional(peer));
            if (nameless && offer.petname().isPresent()) {
                contact =
                        contact.named(
                                Petname.free(offer.petname().get(), turn.contacts().petnames()));
            }
            turn.contacts().put(contact);
            Side side = self.compareTo(peer) < 0 ? Side.ACCEPTED : Side.EXPECTED;
            try (OpenInvitation open = offer.on(side)) {
                turn.invitations().put(open);
            }
            invitations.changed();
            turn.relationsChanged();
            return contact;
        }
    }

    /** The user says no; nobody is told. */
    void decline(Turn turn, String id) {
        try (OpenInvitation offer = Invitations.meant(turn, id, Side.OFFERED)) {
            turn.invitations().remove(offer.id());
        }
    }
}
