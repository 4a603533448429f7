package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.contact.Petname;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.message.Sessions;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.RelationKeys;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole behaviour of a node (design section 3). No thread, socket, clock or file of its own: it
 * is given an event, a moment and a transaction, and answers with effects, which must be let out
 * only after the transaction is committed. Not for use by several threads.
 */
public final class Core {
    private static final int DIALLED = 256;
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final int SWEPT_AT_ONCE = 2_000;

    private final String name;
    private final LinkTable links = new LinkTable();
    private final Awaiting awaiting = new Awaiting();
    private final Dialer dialer;
    private final Delivery delivery;
    private final Pairings pairings;
    private final Queries queries;
    private Settings settings;
    private List<Endpoint> listening = List.of();
    private Instant nextSweep = Instant.MIN;
    private boolean anybodyToFind;
    private Set<RelationId> known = Set.of();
    private @Nullable Instant asked;

    /**
     * A core that knows nothing yet.
     *
     * @param self whose node this is
     * @param name the name on its own card
     */
    public Core(UserId self, String name, RandomSource random, Settings settings) {
        this.name = name;
        this.settings = settings;
        this.dialer = new Dialer(random);
        this.delivery = new Delivery(random, awaiting);
        this.pairings = new Pairings(self, random);
        this.queries = new Queries(self, links, dialer);
    }

    /**
     * What must be done when a node begins: hello must know its relations, contacts are dialled.
     */
    public List<Effect> start(Transaction tx, Instant now) {
        Turn turn = new Turn(now, tx);
        turn.relationsChanged();
        return finish(turn);
    }

    /** Takes one event. Everything it changes is in the transaction, all else in the effects. */
    public List<Effect> handle(Event event, Instant now, Transaction tx) {
        Turn turn = new Turn(now, tx);
        switch (event) {
            case Event.Woken _ -> asked = null;
            case Event.LinkUp up -> linkUp(turn, up);
            case Event.FrameArrived f ->
                    links.get(f.link()).ifPresent(link -> frame(turn, link, f.frame()));
            case Event.LinkDown down -> linkDown(turn, down.link());
            case Event.DialEnded ended -> dialer.ended(ended, now);
            case Event.NodeSeen seen -> dialer.seen(seen.instance(), seen.at(), now);
            case Event.NodeGone gone -> dialer.gone(gone.instance());
            case Event.PairingSeen seen -> pairings.seen(turn, seen);
            case Event.Announced own -> dialer.announced(own.instance());
            case Event.Listening at -> listen(turn, at.at());
            case Event.PairingOpened opened -> pairings.opened(turn, opened);
            case Event.PairingNotOpened not -> pairings.notOpened(turn, not);
            case Event.ExchangeFailed failed -> pairings.failed(turn, failed);
            case Event.Keyed keyed -> pairings.keyed(turn, keyed);
            case Event.KeyingConfirmed confirmed -> pairings.confirmed(turn, confirmed.relation());
            case Event.Asked asks -> ask(turn, asks.ask(), asks.request());
            case Event.AskDropped dropped -> drop(dropped.ask());
            case Event.PairingDropped dropped -> pairings.cancel(turn, dropped.pairing());
            case Event.SettingsChanged changed -> {
                settings = changed.settings();
                sayAddresses(turn);
            }
        }
        return finish(turn);
    }

    /**
     * A transaction was lost with everything that was handled in it: what the core keeps in memory
     * about links cannot be trusted. All links end and come again.
     */
    public List<Effect> reset(Transaction tx, Instant now) {
        Turn turn = new Turn(now, tx);
        for (LiveLink link : links.all()) turn.effect(new Effect.Close(link.id()));
        links.clear();
        dialer.reset(now);
        turn.relationsChanged();
        return finish(turn);
    }

    private List<Effect> finish(Turn turn) {
        Instant now = turn.now();
        for (LiveLink link : links.all()) delivery.ping(turn, link);
        pairings.expire(turn);
        awaiting.expire(turn, links::linked);
        if (!now.isBefore(nextSweep)) sweep(turn);
        if (turn.haveRelationsChanged()) tellRelations(turn);
        dialer.dial(turn, anybodyToFind);
        Instant next = nextWake();
        if (!next.equals(asked) || !next.isAfter(now)) {
            asked = next;
            turn.effect(new Effect.WakeAt(next));
        }
        return turn.effects();
    }

    private Instant nextWake() {
        return Stream.of(
                        pairings.next(),
                        awaiting.next(),
                        dialer.next(anybodyToFind),
                        links.all().stream()
                                .flatMap(l -> Stream.ofNullable(l.pingDue()))
                                .min(Comparator.naturalOrder()))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .filter(t -> t.isBefore(nextSweep))
                .orElse(nextSweep);
    }

    private void sweep(Turn turn) {
        delivery.expire(turn);
        boolean more = turn.forgetting().sweep(turn.now(), SWEPT_AT_ONCE);
        nextSweep = turn.now().plus(more ? Duration.ofSeconds(1) : SWEEP);
    }

    private void tellRelations(Turn turn) {
        List<Relation> all = turn.contacts().relations();
        List<Relation> dialled = new ArrayList<>();
        for (Relation r : all) {
            if (!links.linked(r.peer())) dialled.add(r);
        }
        if (dialled.size() > DIALLED) {
            dialled.sort(Comparator.comparing(r -> !turn.outbox().waits(r.peer())));
            dialled = dialled.subList(0, DIALLED);
        }
        anybodyToFind = !dialled.isEmpty();
        dialer.refresh(turn, links::linked);
        Set<RelationId> now = all.stream().map(Relation::id).collect(Collectors.toSet());
        if (!now.equals(known)) dialer.forgetStrangers(turn.now());
        known = now;
        turn.effect(new Effect.Relations(all, dialled));
    }

    // ---- links

    private void linkUp(Turn turn, Event.LinkUp up) {
        RelationId relation = up.relation();
        pairings.confirmed(turn, relation);
        if (!present(turn, relation)) {
            turn.effect(new Effect.Close(up.link()));
            return;
        }
        boolean before = links.linked(relation.peer());
        Long close = links.add(up, turn.now());
        if (close != null) turn.effect(new Effect.Close(close));
        if (close != null && close == up.link()) return;
        Contact contact = turn.contacts().get(relation.peer()).orElseThrow();
        Contact seen = contact.seenAt(turn.now());
        if (up.dialled()) {
            seen = seen.reachedAt(new Contact.Address(up.remote().toString(), false, turn.now()));
        }
        turn.contacts().put(seen);
        if (up.dialled()) dialer.listensAt(up.remote(), relation.peer());
        Conversation c = turn.contacts().conversation(relation.peer());
        turn.effect(new Effect.Send(up.link(), List.of(turn.sessions().check(relation.peer(), c))));
        if (settings.shareAddresses() && !listening.isEmpty()) sayAddresses(turn, up.link());
        turn.relationsChanged();
        if (!before) Notices.presence(turn, relation.peer(), true);
    }

    /**
     * Whether these are still the keys of somebody; the link may have begun before they changed.
     */
    private static boolean present(Turn turn, RelationId relation) {
        Optional<RelationKeys> keys = turn.contacts().keys(relation.peer());
        keys.ifPresent(RelationKeys::close);
        return keys.isPresent() && keys.get().sessionId().equals(relation.sessionId());
    }

    private void linkDown(Turn turn, long number) {
        Optional<LiveLink> gone = links.remove(number);
        if (gone.isEmpty()) return;
        LiveLink link = gone.get();
        turn.contacts().get(link.peer()).ifPresent(c -> turn.contacts().put(c.seenAt(turn.now())));
        dialer.unlinked(link.peer(), Duration.between(link.since, turn.now()), turn.now());
        turn.relationsChanged();
        Notices.presence(turn, link.peer(), false);
    }

    private void frame(Turn turn, LiveLink link, Frame frame) {
        switch (frame) {
            case Frame.SessionCheck check -> compare(turn, link, check);
            case Frame.Envelope envelope -> delivery.received(turn, link, envelope.sealed());
            case Frame.Ack ack -> delivery.acknowledged(turn, link, ack.envelopeId());
            case Frame.Ping ping ->
                    turn.effect(new Effect.Send(link.id(), List.of(new Frame.Pong(ping.nonce()))));
            case Frame.Pong pong -> delivery.ponged(turn, link, pong.nonce());
            case Frame.Addresses addresses -> learn(turn, link, addresses.endpoints());
            case Frame.LinkKem _ -> turn.effect(new Effect.Close(link.id()));
        }
    }

    private void compare(Turn turn, LiveLink link, Frame.SessionCheck theirs) {
        Conversation c = turn.contacts().conversation(link.peer());
        switch (turn.sessions().compare(link.peer(), c, theirs)) {
            case Sessions.Verdict.Agreed agreed -> {
                if (agreed.nextSeq() > c.nextSeq()) {
                    turn.contacts()
                            .putConversation(
                                    link.peer(),
                                    new Conversation(
                                            agreed.nextSeq(),
                                            c.expectedSeq(),
                                            c.nextLine(),
                                            c.nextOwed()));
                }
                link.check = LiveLink.Check.AGREED;
                delivery.sendOwed(turn, link);
                delivery.flush(turn, link);
            }
            case Sessions.Verdict.Mismatch mismatch -> {
                link.check = LiveLink.Check.MISMATCH;
                link.mismatch = mismatch.why();
                Notices.warning(
                        turn,
                        link.peer(),
                        "the session with "
                                + turn.petname(link.peer())
                                + " does not match ("
                                + mismatch.why()
                                + "): nothing is sent until you pair again");
            }
        }
    }

    // ---- addresses

    private void listen(Turn turn, List<Endpoint> at) {
        listening = at;
        sayAddresses(turn);
    }

    private void sayAddresses(Turn turn) {
        if (!settings.shareAddresses() || listening.isEmpty()) return;
        for (LiveLink link : links.all()) sayAddresses(turn, link.id());
    }

    private void sayAddresses(Turn turn, long link) {
        List<Endpoint> some = listening.stream().limit(Contact.MAX_ADDRESSES).toList();
        turn.effect(new Effect.Send(link, List.of(new Frame.Addresses(some))));
    }

    private void learn(Turn turn, LiveLink link, List<Endpoint> said) {
        Optional<Contact> contact = turn.contacts().get(link.peer());
        if (contact.isEmpty()) return;
        Contact learned = contact.get();
        for (Endpoint at : said) {
            dialer.listensAt(at, link.peer());
            boolean known =
                    learned.addresses().stream().anyMatch(a -> a.at().equals(at.toString()));
            if (known || at.port() == 0) continue;
            learned =
                    learned.reachedAt(
                            new Contact.Address(at.toString(), false, Instant.EPOCH.plusMillis(1)));
        }
        if (!learned.equals(contact.get())) turn.contacts().put(learned);
    }

    // ---- requests

    private void ask(Turn turn, long ask, Request request) {
        try {
            answer(turn, ask, request);
        } catch (UserError e) {
            turn.refuse(ask, e);
        }
    }

    private void answer(Turn turn, long ask, Request request) {
        switch (request) {
            case Request.Send send -> {
                Contact to = turn.meant(send.to());
                var line = delivery.queue(turn, to, send.text());
                turn.answer(ask, new View.Sent(line.id().hex(), "queued", to.petname()));
                links.of(to.id()).ifPresent(link -> delivery.flush(turn, link));
            }
            case Request.Await await -> await(turn, ask, await);
            case Request.History history -> turn.answer(ask, queries.history(turn, history));
            case Request.Contacts _ -> turn.answer(ask, queries.contacts(turn));
            case Request.ContactShow show -> turn.answer(ask, queries.contact(turn, show.name()));
            case Request.Rename rename -> turn.answer(ask, rename(turn, rename));
            case Request.Forget forget -> {
                forget(turn, turn.meant(forget.name()));
                turn.answer(ask, new View.Done());
            }
            case Request.AddAddress add -> {
                addAddress(turn, add);
                turn.answer(ask, new View.Done());
            }
            case Request.Peers _ -> turn.answer(ask, dialer.peers(turn));
            case Request.Outbox _ -> turn.answer(ask, queries.outbox(turn));
            case Request.Why why -> turn.answer(ask, queries.why(turn, why.id()));
            case Request.Events events ->
                    turn.answer(ask, Notices.after(turn, events.cursor(), events.limit()));
            case Request.Counts _ -> turn.answer(ask, queries.counts(turn, name));
            case Request.Pair pair -> pairings.hold(turn, ask, pair);
            case Request.PairWith pair -> pairings.type(turn, ask, pair);
            case Request.PairNext next -> pairings.next(turn, ask, next);
            case Request.PairCancel cancel -> {
                pairings.cancel(turn, cancel.pairing());
                turn.answer(ask, new View.Done());
            }
        }
    }

    private void await(Turn turn, long ask, Request.Await await) {
        if (!await.state().equals("delivered")) {
            throw new UserError(UserError.Exit.USAGE, "one can wait for queued or delivered");
        }
        awaiting.add(turn, ask, Queries.meant(turn, await.id()), turn.now().plus(await.timeout()));
    }

    private void drop(long ask) {
        awaiting.drop(ask);
        pairings.drop(ask);
    }

    private View rename(Turn turn, Request.Rename rename) {
        Contact contact = turn.meant(rename.from());
        String to = rename.to().strip();
        String fault = Petname.fault(to);
        if (!fault.isEmpty()) throw new UserError(UserError.Exit.USAGE, fault);
        for (Contact other : turn.contacts().all()) {
            if (!other.id().equals(contact.id())
                    && Petname.key(other.petname()).equals(Petname.key(to))) {
                throw new UserError(
                        UserError.Exit.FAILED,
                        "\"" + other.petname() + "\" is another contact",
                        "choose another name");
            }
        }
        Contact named = contact.named(to);
        turn.contacts().put(named);
        Notices.contact(turn, named.id(), "renamed from " + contact.petname());
        return queries.view(named);
    }

    private void forget(Turn turn, Contact contact) {
        UserId id = contact.id();
        links.of(id).ifPresent(l -> turn.effect(new Effect.Close(l.id())));
        links.of(id).ifPresent(l -> links.remove(l.id()));
        turn.outbox().removeAll(id);
        turn.owed().removeAll(id);
        turn.history().remove(id);
        turn.sessions().remove(id);
        turn.contacts().remove(id);
        turn.relationsChanged();
    }

    private void addAddress(Turn turn, Request.AddAddress add) {
        Contact contact = turn.meant(add.name());
        Endpoint at;
        try {
            at = Endpoint.parse(add.address());
        } catch (IllegalArgumentException e) {
            throw new UserError(UserError.Exit.USAGE, String.valueOf(e.getMessage()));
        }
        if (at.port() == 0) {
            throw new UserError(UserError.Exit.USAGE, "a port is a number from 1 to 65535");
        }
        turn.contacts()
                .put(contact.reachedAt(new Contact.Address(at.toString(), true, turn.now())));
        turn.relationsChanged();
    }
}
