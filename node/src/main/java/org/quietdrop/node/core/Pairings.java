package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.contact.Petname;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Pending;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pairing by spoken code (protocol sections 5 and 9): codes and their tries, and the commits that
 * make a pending and a contact. The exchanges themselves run on the links.
 */
final class Pairings {
    /** Tries before a code is closed. */
    static final int TRIES = 8;

    /** Exchanges that one typed code may make. */
    static final int EXCHANGES = 3;

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration SEARCH = Duration.ofSeconds(20);

    /** Places that show one number: more are not tried anyway. */
    private static final int PLACES = 16;

    private static final Duration LINGER = Duration.ofSeconds(10);

    private final KeyedContacts keyed;
    private final RandomSource random;
    private final Map<Long, PairingRun> runs = new HashMap<>();
    private long nextRun = 1;

    Pairings(UserId self, RandomSource random) {
        this.keyed = new KeyedContacts(self, random);
        this.random = random;
    }

    // ---- requests

    /** Shows a code: answers when the port is open. */
    void hold(Turn turn, long ask, Request.Pair request) {
        Optional<Endpoint> listen = request.listen().map(Typed::endpoint);
        request.as().ifPresent(Typed::petname);
        if (runs.values().stream().anyMatch(r -> r.holder && !r.over())) {
            throw new UserError(
                    UserError.Exit.FAILED,
                    "a code is being shown already",
                    "end that pairing first");
        }
        var run = begin(turn, PairingCode.generate(random), true, request.as(), request.timeout());
        run.opening = ask;
        turn.effect(new Effect.OpenPairing(run.id, run.code, listen));
    }

    /** Types a code. */
    void type(Turn turn, long ask, Request.PairWith request) {
        Optional<Endpoint> at = request.at().map(Typed::endpoint);
        request.as().ifPresent(Typed::petname);
        PairingCode code =
                switch (PairingCode.parse(request.code())) {
                    case PairingCode.Parsed.Read read -> read.code();
                    case PairingCode.Parsed.NotACode _ ->
                            throw new UserError(
                                    UserError.Exit.USAGE,
                                    "a code is two digits and three words",
                                    "like 07-walnut-violin-maple");
                    case PairingCode.Parsed.UnknownWord u ->
                            throw new UserError(
                                    UserError.Exit.USAGE,
                                    "\"" + u.word() + "\" is not a word of the list",
                                    "did you hear \"" + u.nearest() + "\"?");
                };
        var run = begin(turn, code, false, request.as(), request.timeout());
        if (at.isPresent()) {
            run.toTry.add(at.get());
            tryNext(turn, run);
        } else {
            run.searchUntil = turn.now().plus(SEARCH);
            turn.effect(new Effect.BrowsePairing(run.id, true));
        }
        turn.answer(ask, new View.PairingOpen(run.id, null, List.of(), null));
    }

    private PairingRun begin(
            Turn turn, PairingCode code, boolean holder, Optional<String> as, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new UserError(UserError.Exit.USAGE, "the time must be more than nothing");
        }
        Duration time = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
        var run = new PairingRun(nextRun++, code, holder, as, turn.now().plus(time));
        runs.put(run.id, run);
        return run;
    }

    void next(Turn turn, long ask, Request.PairNext request) {
        PairingRun run = runs.get(request.pairing());
        if (run == null) throw new UserError(UserError.Exit.NOT_FOUND, "no such pairing");
        run.next(turn, ask, request.after());
    }

    void cancel(Turn turn, long pairing) {
        PairingRun run = runs.get(pairing);
        if (run != null && !run.over()) end(turn, run, "closed", "stopped", 1);
    }

    void drop(long ask) {
        runs.values().forEach(r -> r.drop(ask));
    }

    /** Whether this request will still be answered. */
    boolean holds(long ask) {
        return runs.values().stream().anyMatch(r -> r.holds(ask));
    }

    /** Somebody is forgotten, also as one who has not confirmed yet. */
    void forgotten(Turn turn, UserId peer) {
        for (PairingRun run : List.copyOf(runs.values())) {
            RelationId relation = run.relation;
            if (relation != null && relation.peer().equals(peer) && !run.over()) {
                end(turn, run, "closed", "forgotten", UserError.Exit.FAILED.code());
            }
        }
    }

    /** A transaction was lost: only what ended, and is true in what is kept, still stands. */
    void reset(Turn turn) {
        for (PairingRun run : List.copyOf(runs.values())) {
            if (run.over() && committed(turn, run.relation)) continue;
            runs.remove(run.id);
            if (!run.holder) turn.effect(new Effect.BrowsePairing(run.id, false));
            turn.effect(new Effect.ClosePairing(run.id));
        }
    }

    private static boolean committed(Turn turn, @Nullable RelationId relation) {
        return relation == null || turn.contacts().relationIds(relation.peer()).contains(relation);
    }

    // ---- what happens

    void opened(Turn turn, Event.PairingOpened event) {
        PairingRun run = runs.get(event.pairing());
        if (run == null || run.opening == 0) return;
        long ask = run.opening;
        run.opening = 0;
        turn.answer(
                ask,
                new View.PairingOpen(
                        run.id,
                        run.code.spoken(),
                        event.at().stream().map(Endpoint::toString).toList(),
                        Notices.time(run.until)));
    }

    void notOpened(Turn turn, Event.PairingNotOpened event) {
        PairingRun run = runs.remove(event.pairing());
        if (run == null || run.opening == 0) return;
        turn.refuse(
                run.opening,
                new UserError(
                        UserError.Exit.DAEMON,
                        event.reason(),
                        "choose another with: --listen HOST:PORT"));
    }

    void seen(Turn turn, Event.PairingSeen event) {
        for (PairingRun run : List.copyOf(runs.values())) {
            if (run.holder || run.over() || run.relation != null) continue;
            boolean wanted = run.code.number() == event.number() && run.tried.size() < PLACES;
            if (!wanted || !run.tried.add(event.at())) continue;
            run.toTry.add(event.at());
            tryNext(turn, run);
        }
    }

    private void tryNext(Turn turn, PairingRun run) {
        if (run.trying || run.over() || run.toTry.isEmpty()) return;
        if (run.exchanges >= EXCHANGES) {
            endUnpaired(turn, run);
            return;
        }
        Endpoint to = run.toTry.remove(0);
        run.tried.add(to);
        run.exchanges++;
        run.trying = true;
        run.step(turn, "trying", null, 0, false, "trying " + to, 0);
        turn.effect(new Effect.DialPairing(run.id, run.code, to, run.searchUntil != null));
    }

    void failed(Turn turn, Event.ExchangeFailed event) {
        PairingRun run = runs.get(event.pairing());
        if (run == null || run.over()) return;
        if (run.relation != null) {
            if (run.exchange != event.exchange() || run.holder) return;
            pending(turn, run, run.relation);
        } else if (run.holder) {
            failedHolder(turn, run, event.burned());
        } else {
            failedTypist(turn, run, event.burned());
        }
    }

    private void failedHolder(Turn turn, PairingRun run, boolean burned) {
        if (!burned) return;
        int left = TRIES - ++run.burned;
        run.step(
                turn,
                "wrong",
                null,
                left,
                false,
                "somebody typed another code, or someone else is trying",
                0);
        if (left <= 0) {
            end(
                    turn,
                    run,
                    "closed",
                    "eight wrong tries: this code is closed; someone else may be trying",
                    1);
        }
    }

    /** Somebody may show the number of another: as long as exchanges are left, all are tried. */
    private void failedTypist(Turn turn, PairingRun run, boolean burned) {
        run.trying = false;
        if (burned) run.burned++;
        if (!run.toTry.isEmpty()) {
            tryNext(turn, run);
        } else if (burned || run.searchUntil == null) {
            endUnpaired(turn, run);
        }
    }

    private void endUnpaired(Turn turn, PairingRun run) {
        if (run.burned > 0) {
            end(
                    turn,
                    run,
                    "wrong",
                    "that is not the code that is being shown; listen again",
                    UserError.Exit.FAILED.code());
        } else {
            end(
                    turn,
                    run,
                    "failed",
                    "nobody answered there with a code",
                    UserError.Exit.NOT_FOUND.code());
        }
    }

    private static void pending(Turn turn, PairingRun run, RelationId relation) {
        run.step(
                turn,
                "pending",
                turn.petname(relation.peer()),
                0,
                true,
                "the other side has not confirmed yet; it completes when you next meet",
                0);
        close(turn, run);
    }

    /** Keys are agreed: commit them, then let the rest of the exchange go. */
    void keyed(Turn turn, Event.Keyed event) {
        try (PairedKeys paired = event.keys()) {
            PairingRun run = runs.get(event.pairing());
            if (run == null || run.over() || run.relation != null) return;
            UserId peer = paired.card().userId();
            Optional<Contact> known = turn.contacts().get(peer);
            if (refused(turn, run, peer, known, paired.alice())) return;
            run.relation = new RelationId(peer, paired.keys().sessionId());
            run.exchange = event.exchange();
            run.sameKey = known.isPresent() && known.get().state() != Contact.State.PENDING;
            run.words = String.join(" ", paired.keys().pairWords());
            Contact contact = contact(turn, run, paired, known);
            if (paired.alice()) {
                keyed.pend(turn, event.exchange(), paired, contact, true);
            } else {
                keyed.complete(turn, event.exchange(), paired, contact, true);
                paired(turn, run);
            }
        }
    }

    private boolean refused(
            Turn turn, PairingRun run, UserId peer, Optional<Contact> known, boolean pending) {
        boolean taken =
                run.as.flatMap(name -> turn.contacts().called(name, Optional.of(peer))).isPresent();
        if (taken) {
            end(
                    turn,
                    run,
                    "failed",
                    "\"" + run.as.get() + "\" is another contact, with another key",
                    UserError.Exit.KEY.code());
        } else if ((known.isEmpty() || pending)
                && turn.contacts().relationCount() >= Contacts.MAX_RELATIONS) {
            end(
                    turn,
                    run,
                    "failed",
                    "there are " + Contacts.MAX_RELATIONS + " contacts; forget one",
                    UserError.Exit.REFUSED.code());
        }
        return run.over();
    }

    private static Contact contact(
            Turn turn, PairingRun run, PairedKeys paired, Optional<Contact> known) {
        Contact contact =
                known.orElseGet(() ->
                        new Contact(
                                paired.card(),
                                Petname.free(paired.card().name(), turn.contacts().petnames()),
                                false,
                                false,
                                Contact.State.PENDING,
                                turn.now(),
                                Instant.EPOCH,
                                List.of(),
                                false));
        if (run.as.isPresent()) contact = contact.named(run.as.get());
        return KeyedContacts.reached(paired, contact, turn.now());
    }

    private void paired(Turn turn, PairingRun run) {
        RelationId relation = run.relation;
        if (relation == null || run.over()) return;
        String name = turn.petname(relation.peer());
        String text =
                run.sameKey
                        ? name + " is a contact again: the same key as before, verified by code"
                        : name + " is now a contact, verified by code";
        String other =
                turn.contacts()
                        .get(relation.peer())
                        .flatMap(c -> KeyedContacts.namesake(turn, c))
                        .map(said -> "; " + said)
                        .orElse("");
        run.step(turn, "paired", name, 0, true, text + other, 0);
        close(turn, run);
    }

    /**
     * The other side has shown that it holds the keys of a pending: it becomes the contact.
     *
     * @return whether there was such a pending
     */
    boolean confirmed(Turn turn, RelationId relation) {
        @Nullable Pending found = null;
        for (Pending pending : turn.contacts().pendings(relation.peer())) {
            if (pending.keys().sessionId().equals(relation.sessionId())) {
                found = pending;
            } else {
                pending.close();
            }
        }
        if (found == null) return false;
        turn.contacts().dropPendingsUntil(relation.peer(), relation.sessionId());
        try (Pending pending = found) {
            Contact contact = turn.contacts().get(relation.peer()).orElseThrow();
            KeyedContacts.replace(
                    turn,
                    contact.pairedAgain(pending.card(), pending.byCode(), turn.now()),
                    pending.keys(),
                    pending.session());
        }
        for (PairingRun run : List.copyOf(runs.values())) {
            if (relation.equals(run.relation)) paired(turn, run);
        }
        turn.relationsChanged();
        return true;
    }

    // ---- ends

    private void end(Turn turn, PairingRun run, String kind, String text, int exit) {
        if (run.opening != 0) {
            turn.refuse(run.opening, new UserError(UserError.Exit.FAILED, text));
            run.opening = 0;
        }
        run.step(turn, kind, null, 0, true, text, exit);
        if (!run.holder) turn.effect(new Effect.BrowsePairing(run.id, false));
        turn.effect(new Effect.ClosePairing(run.id));
        run.closing = turn.now().plus(LINGER);
    }

    /** After success: the exchange may finish saying what it has to, then all is put away. */
    private static void close(Turn turn, PairingRun run) {
        if (!run.holder) turn.effect(new Effect.BrowsePairing(run.id, false));
        run.closing = turn.now().plus(LINGER);
    }

    /** Ends what has run out of time. */
    void expire(Turn turn) {
        for (PairingRun run : List.copyOf(runs.values())) {
            if (turn.now().isBefore(run.due())) continue;
            if (run.closing != null) {
                turn.effect(new Effect.ClosePairing(run.id));
                runs.remove(run.id);
            } else if (run.relation != null) {
                pending(turn, run, run.relation);
            } else if (turn.now().isBefore(run.until)) {
                searchedInVain(turn, run);
            } else {
                end(turn, run, "closed", "the time is over", UserError.Exit.FAILED.code());
            }
        }
    }

    private void searchedInVain(Turn turn, PairingRun run) {
        if (run.exchanges > 0) {
            endUnpaired(turn, run);
            return;
        }
        end(
                turn,
                run,
                "failed",
                "nobody on this network shows the number "
                        + String.format("%02d", run.code.number())
                        + "; if it is shown elsewhere, add where: --at HOST:PORT",
                UserError.Exit.NOT_FOUND.code());
    }

    /** When something here runs out next. */
    Optional<Instant> next() {
        return runs.values().stream().map(PairingRun::due).min(Instant::compareTo);
    }
}
