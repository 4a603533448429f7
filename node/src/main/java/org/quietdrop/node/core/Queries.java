package org.quietdrop.node.core;

import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.SafetyNumber;
import org.quietdrop.node.message.History;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.Step;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What people and scripts may look at, and what they say they have seen. */
final class Queries {
    private final UserId self;
    private final LinkTable links;
    private final Dialer dialer;
    private final Claims claims;

    Queries(UserId self, LinkTable links, Dialer dialer, Claims claims) {
        this.self = self;
        this.links = links;
        this.dialer = dialer;
        this.claims = claims;
    }

    View.Peers peers(Turn turn) {
        List<View.Claim> names = claims.list(turn);
        return new View.Peers(dialer.peers(turn), names.isEmpty() ? null : names);
    }

    View.Contacts contacts(Turn turn) {
        return new View.Contacts(
                turn.contacts().all().stream().map(c -> Unread.with(turn, view(c))).toList());
    }

    View.Contact view(Contact contact) {
        return Notices.view(contact, links.of(contact.id()).isPresent());
    }

    View.ContactDetail contact(Turn turn, String name) {
        Contact c = turn.meant(name);
        Optional<LiveLink> link = links.of(c.id());
        String session =
                c.state() == Contact.State.PENDING
                        ? "pending: " + pending(turn, c)
                        : link.map(Queries::session)
                                .or(() -> Homes.elsewhere(turn, c))
                                .orElse("compared when you next meet");
        return new View.ContactDetail(
                Unread.with(turn, view(c)),
                c.cardName(),
                SafetyNumber.of(self, c.id()).toString(),
                c.addresses().stream().map(Contact.Address::at).toList(),
                turn.outbox().count(c.id()),
                session,
                origin(turn, c));
    }

    /** What two people compare, and whether they have, from now on. */
    View.Verification verify(Turn turn, Request.Verify request) {
        Contact c = turn.meant(request.name());
        boolean news = request.compared().filter(now -> now != c.verified()).isPresent();
        Contact after = news ? c.verified(!c.verified()) : c;
        if (news) {
            turn.contacts().put(after);
            Notices.contact(turn, c.id(), after.verified() ? "verified" : "no longer verified");
        }
        return new View.Verification(
                c.petname(),
                SafetyNumber.of(self, c.id()).toString(),
                after.verified(),
                origin(turn, c));
    }

    private static String origin(Turn turn, Contact c) {
        return switch (c.origin().how()) {
            case CODE -> "paired by code";
            case INVITATION -> "met by invitation";
            case INTRODUCTION ->
                    "introduced by " + c.origin().by().map(turn::petname).orElse("somebody");
        };
    }

    private static String kept(Turn turn, OutboxEntry entry) {
        List<String> names = Relays.carriers(turn, entry.carriers());
        return "; kept here" + (names.isEmpty() ? "" : ", and by " + String.join(", ", names));
    }

    /** Why somebody is no contact yet. */
    private static String pending(Turn turn, Contact c) {
        if (!turn.contacts().relationIds(c.id()).isEmpty()) {
            return "the other side has not confirmed the pairing";
        }
        boolean open =
                turn.invitations()
                        .any(i ->
                                turn.now().isBefore(i.expiry())
                                        && i.peer().filter(c.id()::equals).isPresent());
        if (open) return "you two have not met since you said yes";
        return "the invitation ran out before you two met: ask for a new one";
    }

    private static String session(LiveLink link) {
        return switch (link.check) {
            case AWAITED -> "being compared";
            case AGREED -> "agreed";
            case RENEWING -> "being renewed: " + link.why;
        };
    }

    View.Outbox outbox(Turn turn) {
        List<View.Waiting> waiting = new ArrayList<>();
        for (Contact c : turn.contacts().all()) {
            for (Outbox.Placed p : turn.outbox().messages(c.id())) {
                waiting.add(waiting(turn, c, p.entry()));
            }
        }
        waiting.sort((a, b) -> a.since().compareTo(b.since()));
        return new View.Outbox(waiting);
    }

    private View.Waiting waiting(Turn turn, Contact c, OutboxEntry entry) {
        Optional<Instant> next = dialer.nextFor(c.id());
        return new View.Waiting(
                entry.messageId().hex(),
                c.petname(),
                Notices.time(entry.queued()),
                Notices.time(entry.queued().plus(Duration.ofDays(entry.days()))),
                entry.carriers().isEmpty() ? "queued" : "carried",
                entry.attempts(),
                next.map(turn.moment()::wallAt).map(Notices::time).orElse(null),
                reason(turn, c, entry),
                Relays.carriers(turn, entry.carriers()));
    }

    private String reason(Turn turn, Contact c, OutboxEntry entry) {
        if (c.state() == Contact.State.PENDING) return pending(turn, c);
        Optional<LiveLink> link = links.of(c.id());
        if (link.isEmpty()) {
            return Homes.elsewhere(turn, c).orElse(c.petname() + " is away");
        }
        return switch (link.get().check) {
            case AWAITED -> "the sessions are being compared";
            case AGREED ->
                    entry.sealing().isPresent()
                            ? "sent, not confirmed yet"
                            : turn.sessions().windowOpen(c.id())
                                    ? "earlier ones are not confirmed yet"
                                    : "1,500 messages are not confirmed yet: nothing more is sealed"
                                            + " until they are, or the session is renewed";
            case RENEWING ->
                    "the session is being renewed ("
                            + link.get().why
                            + "): nothing is sealed meanwhile";
        };
    }

    /** The one message that is meant by an id or the beginning of one. */
    static History.Placed meant(Turn turn, String id) {
        if (!id.matches("[0-9a-fA-F]{6,32}")) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "a message id has 6 to 32 hex digits",
                    "see: quietdrop history NAME --json");
        }
        List<History.Placed> found = turn.history().byPrefix(id);
        if (found.isEmpty()) {
            throw new UserError(UserError.Exit.NOT_FOUND, "no message with the id " + id);
        }
        if (found.size() > 1) {
            throw new UserError(
                    UserError.Exit.AMBIGUOUS,
                    found.size() + " messages begin with " + id,
                    "write more of it");
        }
        return found.get(0);
    }

    View.Why why(Turn turn, String id) {
        History.Placed at = meant(turn, id);
        Contact c = turn.contacts().get(at.contact()).orElseThrow();
        List<View.Step> steps = new ArrayList<>();
        for (Step step : at.line().steps()) {
            steps.add(new View.Step(Notices.time(step.at()), words(turn, step, c)));
        }
        if (waits(at.line())) {
            String next =
                    links.of(c.id()).isPresent()
                            ? ""
                            : dialer.nextFor(c.id())
                                            .map(t -> "; next try in " + left(turn.steady(), t))
                                            .orElse("; no address is known, waiting to be found")
                                    + ", then on every new link";
            String reason =
                    turn.outbox()
                            .get(c.id(), at.place())
                            .map(entry -> reason(turn, c, entry) + kept(turn, entry))
                            .orElse("");
            steps.add(new View.Step(Notices.time(turn.now()), reason + lastSeen(c) + next));
        }
        for (Outbox.Placed p : turn.outbox().of(c.id(), 0, Integer.MAX_VALUE)) {
            if (p.entry().changes().filter(at.line().id()::equals).isEmpty()) continue;
            String waits = "the " + Amendments.name(p.entry()) + " waits: ";
            String text = waits + reason(turn, c, p.entry()) + kept(turn, p.entry());
            steps.add(new View.Step(Notices.time(turn.now()), text));
        }
        return new View.Why(
                at.line().id().hex(), c.petname(), at.line().text(), steps, observer(at.line()));
    }

    private static boolean waits(Line line) {
        return line.mine()
                && (line.state() == Line.State.QUEUED || line.state() == Line.State.CARRIED);
    }

    private static String observer(Line line) {
        boolean left =
                line.steps().stream()
                        .map(Step::what)
                        .anyMatch(w -> w == Step.What.SENT || w == Step.What.KEPT);
        if (line.mine() && !left) return "nothing of it yet";
        return "one cell of 4,096 bytes for each time it went from one machine to another, like"
                + " every other";
    }

    private static String lastSeen(Contact c) {
        return c.seen().equals(Instant.EPOCH) ? "" : " (last linked " + clock(c.seen()) + " UTC)";
    }

    private static String clock(Instant at) {
        return DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(at);
    }

    private static String left(Instant now, Instant then) {
        return Math.max(0, Duration.between(now, then).toSeconds()) + " s";
    }

    private static String words(Turn turn, Step step, Contact c) {
        return switch (step.what()) {
            case QUEUED -> "kept on this disk, to be sealed for " + c.petname() + " only";
            case AWAY -> c.petname() + " was not reachable";
            case SEALED -> "sealed for " + c.petname() + "; the same bytes go on every path";
            case SENT -> "sent to " + c.petname() + " at " + step.detail();
            case DELIVERED -> c.petname() + "'s node confirms: delivered";
            case RECEIVED -> "arrived from " + c.petname() + " over its own link, and was kept";
            case ACKNOWLEDGED -> "confirmed to " + c.petname();
            case EXPIRED -> "its lifetime and two days are over without word of delivery";
            case HELD -> "held back: " + step.detail();
            case KEPT ->
                    "left with "
                            + relay(turn, step)
                            + ": a sealed box of 4,040 bytes under a random handle. "
                            + relay(turn, step)
                            + " sees that you left it and, once "
                            + c.petname()
                            + " asks, who takes it; not what it says, nor how long it is";
            case NOT_KEPT -> relay(turn, step) + " did not keep it: " + reason(step);
            case LOST -> relay(turn, step) + " says: it is gone from there";
            case WITHDRAWN -> "not with " + relay(turn, step) + " any more";
            case CAME_BY ->
                    "arrived from "
                            + c.petname()
                            + " by way of "
                            + relay(turn, step)
                            + ", and was kept";
            case RECEIPT -> c.petname() + "'s node confirms, by way of a friend: delivered";
            case READ -> c.petname() + " has read it";
            case RECALLED -> "taken back before it left";
            case EDITED -> "its words were changed";
            case DELETED -> "its words were deleted here";
            case CHANGE_TAKEN ->
                    c.petname()
                            + "'s node has the "
                            + step.detail()
                            + "; what it does with it is its own";
            case CHANGE_EXPIRED ->
                    "the " + step.detail() + " never reached " + c.petname() + "'s node";
        };
    }

    private static String relay(Turn turn, Step step) {
        return turn.petname(step.relay());
    }

    /** Behind the relay, if one was said. */
    private static String reason(Step step) {
        String[] parts = step.detail().split(" ", 2);
        return parts.length < 2 ? "no reason was said" : parts[1];
    }

    View.Links links(Turn turn) {
        List<View.Link> all = new ArrayList<>();
        for (LiveLink link : links.all()) {
            all.add(
                    new View.Link(
                            link.peer().hex(),
                            link.up.remote().host(),
                            link.up.dialled(),
                            Notices.time(turn.moment().wallAt(link.since))));
        }
        return new View.Links(all);
    }

    View.Counts counts(Turn turn, String name, int carried) {
        int waiting = 0;
        List<Contact> all = turn.contacts().all();
        List<String> warnings = new ArrayList<>();
        for (Contact c : all) {
            waiting += turn.outbox().count(c.id());
            Homes.elsewhere(turn, c).ifPresent(warnings::add);
        }
        return new View.Counts(
                links.count(),
                waiting,
                Unread.among(turn, all),
                carried,
                all.size(),
                name,
                self.hex(),
                warnings);
    }
}
