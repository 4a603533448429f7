package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.pairing.Invitation;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.contact.OpenInvitations;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.contact.Petname;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.OpenInvitation;
import org.quietdrop.store.record.OpenInvitation.Side;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Pairing by invitation (protocol, sections 3, 5 and 9): made, accepted, revoked, and the commits
 * that make a pending and a contact of one. The exchanges themselves run on the links.
 */
final class Invitations {
    /** The longest life of an invitation. */
    static final Duration LONGEST = Duration.ofDays(30);

    private final UserId self;
    private final RandomSource random;
    private final KeyedContacts keyed;
    private final SaidAddresses addresses;

    /** When the next one is over; absent: to be looked up. */
    private @Nullable Instant nextExpiry;

    Invitations(UserId self, RandomSource random, SaidAddresses addresses) {
        this.self = self;
        this.random = random;
        this.keyed = new KeyedContacts(self, random);
        this.addresses = addresses;
    }

    // ---- requests

    /** A fresh one of ours. */
    View.Invitation invite(Turn turn, Request.Invite request) {
        Duration life = request.life();
        if (life.compareTo(Duration.ofDays(1)) < 0 || life.compareTo(LONGEST) > 0) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "an invitation is good for 1 to 30 days",
                    "nothing was made");
        }
        Optional<String> as = request.as().map(Typed::petname);
        as.ifPresent(name -> free(turn, name, Optional.empty()));
        if (turn.invitations().count(Side.OURS) >= OpenInvitations.MAX_OURS) {
            throw new UserError(
                    UserError.Exit.REFUSED,
                    OpenInvitations.MAX_OURS + " invitations are open",
                    "revoke one with: quietdrop invite --revoke ID; see: quietdrop invite --list");
        }
        room(turn);
        Instant expiry = Instant.ofEpochSecond(turn.now().plus(life).getEpochSecond());
        try (OpenInvitation open =
                        new OpenInvitation(
                                Bytes.of(random.bytes(16)),
                                Side.OURS,
                                Optional.empty(),
                                Optional.empty(),
                                as,
                                turn.now(),
                                expiry,
                                SecretKey.random(random));
                Invitation said =
                        new Invitation(
                                self, open.secret().copy(), addresses.forStrangers(), expiry)) {
            turn.invitations().put(open);
            changed();
            turn.relationsChanged();
            return view(turn, open, said.uri(), said.addresses());
        }
    }

    private View.Invitation view(Turn turn, OpenInvitation open, String uri, List<String> at) {
        return new View.Invitation(
                open.id().hex(),
                open.side().name().toLowerCase(Locale.ROOT),
                uri.isEmpty() ? null : uri,
                at.isEmpty() ? null : at,
                Notices.time(open.expiry()),
                open.peer()
                        .flatMap(p -> turn.contacts().get(p))
                        .map(Contact::petname)
                        .or(open::petname)
                        .orElse(null),
                open.introducer().map(turn::petname).orElse(null));
    }

    /** All that are open, the text of none: it is shown once. */
    View.Invitations list(Turn turn) {
        List<View.Invitation> all = new ArrayList<>();
        for (OpenInvitation open : turn.invitations().all()) {
            try (open) {
                all.add(view(turn, open, "", List.of()));
            }
        }
        return new View.Invitations(all);
    }

    /** Takes one of ours back: whoever has its text meets a stranger. */
    void revoke(Turn turn, String id) {
        try (OpenInvitation open = meant(turn, id, Side.OURS)) {
            turn.invitations().remove(open.id());
            turn.relationsChanged();
        }
    }

    /** The one of this side whose id begins so. The caller closes it. */
    static OpenInvitation meant(Turn turn, String id, Side side) {
        if (!id.matches("[0-9a-fA-F]{6,32}")) {
            throw new UserError(UserError.Exit.USAGE, "an id has 6 to 32 hex digits");
        }
        String prefix = id.toLowerCase(Locale.ROOT);
        List<OpenInvitation> found = new ArrayList<>();
        for (OpenInvitation open : turn.invitations().all()) {
            boolean hit = open.side() == side && open.id().hex().startsWith(prefix);
            if (hit) found.add(open);
            else open.close();
        }
        if (found.size() == 1) return found.getFirst();
        found.forEach(OpenInvitation::close);
        throw found.isEmpty()
                ? new UserError(
                        UserError.Exit.NOT_FOUND,
                        "nothing open has the id " + id,
                        "see: quietdrop invite --list")
                : new UserError(
                        UserError.Exit.AMBIGUOUS, "several have that id", "write more of it");
    }

    /** Accepts the text of somebody's invitation. */
    Contact accept(Turn turn, Request.Accept request) {
        Optional<String> as = request.as().map(Typed::petname);
        try (Invitation said = read(request.invitation())) {
            if (said.inviter().equals(self)) {
                throw new UserError(
                        UserError.Exit.USAGE,
                        "that is an invitation of yours",
                        "hand it to the one you want to write with");
            }
            if (!turn.now().isBefore(said.expiry())) {
                throw new UserError(
                        UserError.Exit.REFUSED,
                        "the invitation ran out on " + Notices.time(said.expiry()),
                        "ask for a new one");
            }
            as.ifPresent(name -> free(turn, name, Optional.of(said.inviter())));
            boolean before = acceptedBefore(turn, said);
            if (!before) room(turn);
            Contact contact = expect(turn, said.inviter(), as, Contact.Origin.INVITATION);
            for (String at : said.addresses()) contact = reached(contact, at);
            turn.contacts().put(contact);
            if (!before) {
                try (OpenInvitation open =
                        new OpenInvitation(
                                Bytes.of(random.bytes(16)),
                                Side.ACCEPTED,
                                Optional.of(said.inviter()),
                                Optional.empty(),
                                as,
                                turn.now(),
                                said.expiry(),
                                said.secret().copy())) {
                    turn.invitations().put(open);
                }
            }
            turn.relationsChanged();
            return contact;
        }
    }

    private static Invitation read(String text) {
        return switch (Invitation.parse(text)) {
            case Invitation.Parsed.Read read -> read.invitation();
            case Invitation.Parsed.Newer _ ->
                    throw new UserError(
                            UserError.Exit.USAGE,
                            "the invitation is of a newer QuietDrop",
                            "update this one");
            case Invitation.Parsed.NotAnInvitation _ ->
                    throw new UserError(
                            UserError.Exit.USAGE,
                            "that is not a whole invitation",
                            "it begins with quietdrop:1? and ends with &e= and a number");
        };
    }

    private static boolean acceptedBefore(Turn turn, Invitation said) {
        return turn.invitations()
                .any(open -> open.side() == Side.ACCEPTED && said.sameAs(open.secret()));
    }

    private static Contact reached(Contact contact, String at) {
        try {
            String place = Endpoint.parse(at).toString();
            Instant learned = Instant.EPOCH.plusMillis(1);
            boolean known = contact.addresses().stream().anyMatch(a -> a.at().equals(place));
            return known ? contact : contact.reachedAt(new Contact.Address(place, false, learned));
        } catch (IllegalArgumentException e) {
            return contact;
        }
    }

    /** Somebody whom one will meet: a contact from now on, pending if there are no keys yet. */
    static Contact expect(Turn turn, UserId peer, Optional<String> as, Contact.Origin origin) {
        Optional<Contact> known = turn.contacts().get(peer);
        Contact contact =
                known.orElseGet(() -> {
                    String name = Petname.free(provisional(peer), turn.contacts().petnames());
                    return Contact.expected(peer, name, origin, turn.now());
                });
        if (contact.state() == Contact.State.BLOCKED) contact = contact.in(Contact.State.PENDING);
        return as.isPresent() ? contact.named(as.get()) : contact;
    }

    /** What somebody is called of whom nothing is known but the identity. */
    static String provisional(UserId id) {
        return "friend-" + id.hex().substring(0, 6);
    }

    /** A name that another contact has, with another key, is not given a second time. */
    static void free(Turn turn, String name, Optional<UserId> whom) {
        Optional<Contact> other = turn.contacts().called(name, whom);
        if (other.isEmpty()) return;
        throw new UserError(
                UserError.Exit.KEY,
                "\"" + other.get().petname() + "\" is another contact, with another key",
                "choose another name with --as; nothing was changed");
    }

    private static void room(Turn turn) {
        if (turn.contacts().relationCount() < Contacts.MAX_RELATIONS) return;
        throw new UserError(
                UserError.Exit.REFUSED,
                "there are " + Contacts.MAX_RELATIONS + " contacts and invitations",
                "forget one");
    }

    // ---- what happens

    /** Keys are agreed: commit them, then let the rest of the exchange go. */
    void keyed(Turn turn, Event.InvitationKeyed event) {
        try (PairedKeys paired = event.keys()) {
            Optional<OpenInvitation> found = turn.invitations().get(event.invitation());
            if (found.isEmpty()) return;
            try (OpenInvitation open = found.get()) {
                if (paired.alice()) {
                    pend(turn, event.exchange(), paired);
                } else if (turn.now().isBefore(open.expiry())) {
                    complete(turn, event.exchange(), paired, open);
                }
            }
        }
    }

    private void pend(Turn turn, long exchange, PairedKeys paired) {
        Optional<Contact> contact = turn.contacts().get(paired.card().userId());
        boolean full = turn.contacts().relationCount() >= Contacts.MAX_RELATIONS;
        if (contact.isEmpty() || full) return;
        Contact known = KeyedContacts.reached(paired, contact.get(), turn.now());
        keyed.pend(turn, exchange, paired, known, false);
    }

    private void complete(Turn turn, long exchange, PairedKeys paired, OpenInvitation open) {
        UserId peer = paired.card().userId();
        Optional<Contact> known = turn.contacts().get(peer);
        // Whoever is blocked meets silence, also with an invitation that was meant for others.
        if (known.filter(c -> c.state() == Contact.State.BLOCKED).isPresent()) return;
        Contact contact = known.orElseGet(() -> newcomer(turn, paired, open));
        turn.invitations().remove(open.id());
        Contact reached = KeyedContacts.reached(paired, contact, turn.now());
        keyed.complete(turn, exchange, paired, reached, false);
    }

    private static Contact newcomer(Turn turn, PairedKeys paired, OpenInvitation open) {
        String wanted = open.petname().orElse(paired.card().name());
        Contact.Origin origin =
                open.introducer()
                        .map(Contact.Origin::introducedBy)
                        .orElse(Contact.Origin.INVITATION);
        return Contact.expected(
                paired.card().userId(),
                Petname.free(wanted, turn.contacts().petnames()),
                origin,
                turn.now());
    }

    /** Puts away what has run out of time. */
    void expire(Turn turn) {
        Instant next = nextExpiry;
        if (next != null && turn.now().isBefore(next)) return;
        if (turn.invitations().removeExpired(turn.now())) turn.relationsChanged();
        nextExpiry = turn.invitations().nextExpiry().orElse(Instant.MAX);
    }

    /** There are others than before. */
    void changed() {
        nextExpiry = null;
    }

    /** When something here runs out next. */
    Optional<Instant> next() {
        return Optional.ofNullable(nextExpiry).filter(t -> t.isBefore(Instant.MAX));
    }
}
