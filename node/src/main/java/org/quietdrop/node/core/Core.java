package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Step;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole behaviour of a node (design section 3). No thread, socket, clock or file of its own: it
 * is given an event, a moment and a transaction, and answers with effects, which must be let out
 * only after the transaction is committed. Not for use by several threads.
 */
public final class Core implements AutoCloseable {
    private static final int DIALLED = 256;
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final int SWEPT_AT_ONCE = 2_000;

    /** An exchange that began so long ago is over on both sides. */
    static final Duration EXCHANGE_OVER = Duration.ofMinutes(1);

    private final RandomSource random;
    private final Warnings warnings = new Warnings();
    private final LinkTable links = new LinkTable();
    private final Awaiting awaiting = new Awaiting();
    private final Dialer dialer;
    private final Claims claims = new Claims();
    private final Progress progress = new Progress(awaiting);
    private final Word word;
    private final Delivery delivery;
    private final Arrivals arrivals;
    private final Offers offers;
    private final Relays relays;
    private final Requests requests;
    private final Pairings pairings;
    private final Invitations invitations;
    private final Renewals renewals;
    private final Homes homes;
    private final SaidAddresses addresses;
    private final Entrance entrance;
    private final Retaining retaining;
    private final Searching searching = new Searching();
    private Instant nextSweep = Instant.MIN;
    private boolean anybodyToFind;

    /** Whether not all relations have room in one hello. */
    private boolean crowded;

    private Set<RelationId> known = Set.of();
    private @Nullable Instant asked;

    /**
     * A core that knows nothing yet.
     *
     * @param self whose node this is
     * @param name the name on its own card
     */
    public Core(UserId self, String name, RandomSource random, Settings settings) {
        this(self, name, random, settings, Quotas.DEFAULT, OwnHome.FIRST);
    }

    /**
     * The same with all that can be said.
     *
     * @param quotas how much is carried for others
     * @param home which home of the identity this is
     */
    public Core(
            UserId self,
            String name,
            RandomSource random,
            Settings settings,
            Quotas quotas,
            OwnHome home) {
        this.random = random;
        this.dialer = new Dialer(random);
        dialer.proxy(settings.proxy());
        this.renewals = new Renewals(self, random, warnings);
        this.homes = new Homes(home, links, warnings);
        this.word = new Word(random);
        Envelopes envelopes = new Envelopes(random);
        this.delivery = new Delivery(random, envelopes, progress, renewals);
        this.offers = new Offers(random, delivery);
        this.pairings = new Pairings(self, random);
        this.addresses = new SaidAddresses(links, dialer, settings);
        this.invitations = new Invitations(self, random, addresses);
        Introductions introductions = new Introductions(self, random, delivery, invitations);
        Amendments amendments = new Amendments(delivery, progress, searching);
        this.arrivals =
                new Arrivals(
                        random, links, progress, renewals, word, offers, introductions, amendments);
        this.relays =
                new Relays(
                        self, random, quotas, links, envelopes, progress, delivery, arrivals,
                        warnings);
        this.retaining = new Retaining(searching, settings);
        this.requests =
                new Requests(
                        new Requests.Rooms(
                                name,
                                links,
                                awaiting,
                                dialer,
                                delivery,
                                pairings,
                                invitations,
                                introductions,
                                new Parting(
                                        links, awaiting, dialer, pairings, progress, relays,
                                        searching),
                                new Queries(self, links, dialer, claims),
                                relays,
                                word,
                                searching,
                                retaining,
                                amendments),
                        settings);
        this.entrance = new Entrance(links, homes, relays, addresses, dialer);
    }

    /**
     * What must be done when a node begins: hello must know its relations, contacts are dialled.
     */
    public List<Effect> start(Transaction tx, Moment now) {
        Turn turn = new Turn(now, tx);
        turn.relationsChanged();
        sweepWhenDue(turn);
        return finish(turn);
    }

    /** Takes one event. Everything it changes is in the transaction, all else in the effects. */
    public List<Effect> handle(Event event, Moment now, Transaction tx) {
        Turn turn = new Turn(now, tx);
        switch (event) {
            case Event.Woken _ -> asked = null;
            case Event.LinkUp up -> linkUp(turn, up);
            case Event.FrameArrived f -> arrived(turn, f.link(), f.frame());
            case Event.LinkDown down -> linkDown(turn, down.link());
            case Event.DialEnded ended -> dialer.ended(ended, turn.steady());
            case Event.NodeSeen seen -> dialer.seen(seen.instance(), seen.at(), turn.steady());
            case Event.NodeGone gone -> dialer.gone(gone.instance());
            case Event.NameSeen seen -> claims.said(seen);
            case Event.NameGone gone -> claims.gone(gone.instance());
            case Event.PairingSeen seen -> pairings.seen(turn, seen);
            case Event.Announced own -> dialer.announced(own.instance());
            case Event.Listening at -> {
                addresses.listen(at.at());
                addresses.sayToAll(turn);
                dialer.hurry(turn.steady());
            }
            case Event.Interrupted _ -> dialer.hurry(turn.steady());
            case Event.PairingOpened opened -> pairings.opened(turn, opened);
            case Event.PairingNotOpened not -> pairings.notOpened(turn, not);
            case Event.ExchangeFailed failed -> pairings.failed(turn, failed);
            case Event.Keyed keyed -> pairings.keyed(turn, keyed);
            case Event.InvitationKeyed keyed -> invitations.keyed(turn, keyed);
            case Event.KeyingConfirmed confirmed -> pairings.confirmed(turn, confirmed.relation());
            case Event.Asked asks -> requests.ask(turn, asks.ask(), asks.request());
            case Event.AskDropped dropped -> drop(dropped.ask());
            case Event.PairingDropped dropped -> pairings.cancel(turn, dropped.pairing());
            case Event.SettingsChanged changed -> {
                set(changed.settings());
                addresses.sayToAll(turn);
            }
        }
        sweepWhenDue(turn);
        return finish(turn);
    }

    /**
     * A transaction was lost with everything that was handled in it: what the core keeps in memory
     * may be ahead of what is kept. All links end and come again, pairings under way end, and what
     * happened outside meanwhile is noted. Writes nothing that must be committed.
     *
     * @param lost the events of that transaction
     */
    public List<Effect> reset(List<Event> lost, Transaction tx, Moment now) {
        Turn turn = new Turn(now, tx);
        for (LiveLink link : links.all()) unlinked(turn, link);
        for (long link : links.open()) turn.effect(new Effect.Close(link));
        links.clear();
        dialer.reset();
        warnings.clear();
        pairings.reset(turn);
        invitations.changed();
        relays.reset();
        searching.clear();
        retaining.reset();
        for (Event event : lost) note(turn, event);
        asked = null;
        turn.relationsChanged();
        return finish(turn);
    }

    private void set(Settings settings) {
        addresses.set(settings);
        requests.set(settings);
        dialer.proxy(settings.proxy());
    }

    /** What is true although the transaction was lost. */
    private void note(Turn turn, Event event) {
        switch (event) {
            case Event.LinkUp up -> {
                up.exp().close();
                turn.effect(new Effect.Close(up.link()));
            }
            case Event.NodeSeen seen -> dialer.seen(seen.instance(), seen.at(), turn.steady());
            case Event.NodeGone gone -> dialer.gone(gone.instance());
            case Event.NameSeen seen -> claims.said(seen);
            case Event.NameGone gone -> claims.gone(gone.instance());
            case Event.Announced own -> dialer.announced(own.instance());
            case Event.Listening at -> addresses.listen(at.at());
            case Event.Keyed keyed -> keyed.keys().close();
            case Event.InvitationKeyed keyed -> keyed.keys().close();
            case Event.AskDropped dropped -> drop(dropped.ask());
            case Event.SettingsChanged changed -> set(changed.settings());
            case Event.Woken _,
                    Event.Interrupted _,
                    Event.FrameArrived _,
                    Event.LinkDown _,
                    Event.DialEnded _,
                    Event.PairingSeen _,
                    Event.PairingOpened _,
                    Event.PairingNotOpened _,
                    Event.ExchangeFailed _,
                    Event.KeyingConfirmed _,
                    Event.Asked _,
                    Event.PairingDropped _ -> {}
        }
    }

    /**
     * One small step of work that nobody waits for, between events: the index of the search.
     *
     * @return whether there is more to do
     */
    public boolean rest(Transaction tx) {
        return searching.step(tx);
    }

    /** The transaction of {@link #rest} was lost. */
    public void restLost() {
        searching.clear();
    }

    /** Wipes what is in memory of the history; afterwards the core is not used any more. */
    @Override
    public void close() {
        searching.clear();
    }

    /** Whether this request will still be answered. */
    public boolean holds(long ask) {
        return awaiting.holds(ask) || pairings.holds(ask);
    }

    private List<Effect> finish(Turn turn) {
        Instant now = turn.steady();
        turn.grown().forEach(searching::grew);
        for (LiveLink link : links.all()) word.ping(turn, link);
        relays.finish(turn);
        pairings.expire(turn);
        invitations.expire(turn);
        awaiting.expire(turn, links::linked);
        if (crowded && dialer.hasDue(now)) turn.relationsChanged();
        if (turn.haveRelationsChanged()) {
            endStale(turn);
            tellRelations(turn);
        }
        dialer.dial(turn, anybodyToFind);
        Instant next = nextWake(turn.moment());
        if (!next.equals(asked) || !next.isAfter(now)) {
            asked = next;
            turn.effect(new Effect.WakeAt(next));
        }
        return turn.effects();
    }

    private Instant nextWake(Moment now) {
        Instant sweep = now.steadyAt(nextSweep);
        return Stream.of(
                        pairings.next(),
                        invitations.next().map(now::steadyAt),
                        awaiting.next(),
                        relays.next(),
                        dialer.next(anybodyToFind),
                        links.all().stream()
                                .flatMap(l -> Stream.ofNullable(l.pingDue()))
                                .min(Comparator.naturalOrder()))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .filter(t -> t.isBefore(sweep))
                .orElse(sweep);
    }

    private void sweepWhenDue(Turn turn) {
        // The clock may have been set back meanwhile.
        if (retaining.takeAsked()) nextSweep = Instant.MIN;
        boolean planned = !nextSweep.isAfter(turn.now().plus(SWEEP));
        if (planned && turn.now().isBefore(nextSweep)) return;
        delivery.expire(turn);
        relays.sweep(turn);
        for (LiveLink link : links.all()) {
            if (link.check == LiveLink.Check.AGREED) dropDeadPendings(turn, link.peer());
        }
        boolean old = retaining.step(turn);
        boolean more = turn.forgetting().sweep(turn.now(), SWEPT_AT_ONCE) || old;
        nextSweep = turn.now().plus(more ? Duration.ofSeconds(1) : SWEEP);
    }

    /** Links under keys that are no longer those of the contact end: a new one comes. */
    private void endStale(Turn turn) {
        for (LiveLink link : links.all()) {
            if (Entrance.present(turn, link.up.relation())) continue;
            turn.effect(new Effect.Close(link.id()));
            links.remove(link.id());
            dialer.parted(link.peer(), turn.steady());
            if (link.welcome) Notices.presence(turn, link.peer(), false);
        }
    }

    private void tellRelations(Turn turn) {
        List<Relation> all = turn.contacts().relations(turn.now());
        List<Relation> dialled = new ArrayList<>();
        for (Relation r : all) {
            if (!links.linked(r.peer())) dialled.add(r);
        }
        crowded = dialled.size() > DIALLED;
        if (crowded) dialled = chosen(turn, dialled);
        anybodyToFind = !dialled.isEmpty();
        dialer.refresh(turn, links::linked);
        Set<RelationId> now = all.stream().map(Relation::id).collect(Collectors.toSet());
        if (!now.equals(known)) {
            dialer.forgetStrangers(turn.steady());
            relays.relationsChanged(turn);
        }
        known = now;
        turn.effect(new Effect.Relations(all, dialled));
    }

    /** Those with waiting mail first, then a fresh random choice (section 9). */
    private List<Relation> chosen(Turn turn, List<Relation> from) {
        List<Relation> left = new ArrayList<>(from);
        List<Relation> mixed = new ArrayList<>();
        while (!left.isEmpty()) {
            long drawn = ByteBuffer.wrap(random.bytes(8)).getLong() >>> 1;
            int at = (int) (drawn % left.size());
            mixed.add(left.get(at));
            left.set(at, left.get(left.size() - 1));
            left.remove(left.size() - 1);
        }
        Map<Boolean, List<Relation>> byMail =
                mixed.stream()
                        .collect(Collectors.partitioningBy(r -> turn.outbox().waits(r.peer())));
        return Stream.of(true, false)
                .flatMap(w -> byMail.getOrDefault(w, List.of()).stream())
                .limit(DIALLED)
                .toList();
    }

    // ---- links

    private void linkUp(Turn turn, Event.LinkUp up) {
        pairings.confirmed(turn, up.relation());
        entrance.linkUp(turn, up);
    }

    private void arrived(Turn turn, long number, Frame frame) {
        if (!entrance.passes(turn, number, frame)) return;
        links.get(number).ifPresent(link -> frame(turn, link, frame));
    }

    private void linkDown(Turn turn, long number) {
        Optional<LiveLink> gone = links.down(number);
        if (gone.isEmpty()) return;
        LiveLink link = gone.get();
        if (link.welcome) {
            turn.contacts()
                    .get(link.peer())
                    .ifPresent(c -> turn.contacts().put(c.seenAt(turn.now())));
        }
        unlinked(turn, link);
        turn.relationsChanged();
        relays.down(turn, link.peer());
        if (link.welcome) Notices.presence(turn, link.peer(), false);
    }

    private void unlinked(Turn turn, LiveLink link) {
        Duration lasted = Duration.between(link.since, turn.steady());
        dialer.unlinked(link.peer(), lasted, turn.steady());
    }

    private void frame(Turn turn, LiveLink link, Frame frame) {
        if (link.over) return;
        switch (frame) {
            case Frame.SessionCheck check -> compare(turn, link, check);
            case Frame.Envelope envelope -> arrivals.overLink(turn, link, envelope.sealed());
            case Frame.Ack ack -> acknowledged(turn, link, ack.envelopeId());
            case Frame.Ping ping ->
                    turn.effect(new Effect.Send(link.id(), List.of(new Frame.Pong(ping.nonce()))));
            case Frame.Pong pong -> word.ponged(turn, link, pong.nonce());
            case Frame.Addresses said -> addresses.learn(turn, link, said.endpoints());
            case Frame.NeedRenew _ -> renewals.needed(turn, link);
            case Frame.Renew renew -> renewals.offered(turn, link, renew);
            case Frame.Keying keying -> renewals.answered(turn, link, keying.ct());
            case Frame.Carrying carrying -> relays.frame(turn, link, carrying);
            case Frame.Read read -> progress.read(turn, link.peer(), read.messageId());
            case Frame.Superseded said -> {
                homes.superseded(turn, link.peer(), said.restored());
                Renewals.end(turn, link);
            }
            case Frame.OlderHome older -> homes.olderHome(turn, link.peer(), older.came());
            case Frame.LinkKem _, Frame.Home _ -> Renewals.end(turn, link);
        }
    }

    private void compare(Turn turn, LiveLink link, Frame.SessionCheck theirs) {
        if (!renewals.compared(turn, link, theirs)) return;
        if (link.check == LiveLink.Check.AGREED) {
            homes.agreed(turn, link.peer());
            dropDeadPendings(turn, link.peer());
        }
        word.sendOwed(turn, link);
        if (link.check == LiveLink.Check.AGREED) offers.whenDue(turn, link.peer());
        delivery.flush(turn, link);
    }

    /** The peer says that it has committed an envelope. */
    private void acknowledged(Turn turn, LiveLink link, Bytes envelopeId) {
        Word.acknowledged(turn, link, envelopeId);
        progress.arrived(turn, link.peer(), envelopeId, Step.What.DELIVERED);
        delivery.flush(turn, link);
    }

    /**
     * Both sides hold the present keys: a pending beside them, whose exchange is over, can never
     * complete any more.
     */
    private static void dropDeadPendings(Turn turn, UserId peer) {
        if (turn.contacts().dropPendings(peer, turn.now().minus(EXCHANGE_OVER))) {
            turn.relationsChanged();
        }
    }

    private void drop(long ask) {
        awaiting.drop(ask);
        pairings.drop(ask);
    }
}
