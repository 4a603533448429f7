package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.wire.Endpoint;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One pairing by code, on either side, while it lasts. Confined to the core thread. */
final class PairingRun {
    final long id;
    final PairingCode code;
    final boolean holder;
    final Optional<String> as;
    final Instant until;

    /** The request that opened it, until it is answered. */
    long opening;

    /** Exchanges that failed although their first Noise message was there. */
    int burned;

    /** How long a typist without an address looks for the number; null: an address was given. */
    @Nullable Instant searchUntil;

    /** Exchanges begun as the typist. */
    int exchanges;

    /** Places tried or waiting to be tried as the typist. */
    final Set<Endpoint> tried = new HashSet<>();

    /** Where the code may be shown, in the order seen. */
    final List<Endpoint> toTry = new ArrayList<>();

    /** Whether an exchange of the typist is under way. */
    boolean trying;

    /** Set when keys were agreed: the relation, and the words both screens show. */
    @Nullable RelationId relation;

    String words = "";

    /** Whether the other one was a contact before: then the key is the same. */
    boolean sameKey;

    long exchange;

    /** When the pairing is put away; null while it runs. */
    @Nullable Instant closing;

    private final List<View.PairingStep> steps = new ArrayList<>();
    private final Map<Long, Integer> waiting = new HashMap<>();

    PairingRun(long id, PairingCode code, boolean holder, Optional<String> as, Instant until) {
        this.id = id;
        this.code = code;
        this.holder = holder;
        this.as = as;
        this.until = until;
    }

    boolean over() {
        return !steps.isEmpty() && steps.get(steps.size() - 1).last();
    }

    /** Answers with the step after this one, now or when it comes. */
    void next(Turn turn, long ask, int after) {
        if (after < steps.size()) {
            turn.answer(ask, steps.get(after));
        } else {
            waiting.put(ask, after);
        }
    }

    void drop(long ask) {
        waiting.remove(ask);
    }

    /** Whether this request will still be answered. */
    boolean holds(long ask) {
        return opening == ask || waiting.containsKey(ask);
    }

    /** When something runs out next. */
    Instant due() {
        Instant end = closing;
        if (end != null) return end;
        Instant search = searchUntil;
        return search != null && searching() && search.isBefore(until) ? search : until;
    }

    /** Whether it waits for somebody to show the number. */
    boolean searching() {
        return searchUntil != null && !trying && relation == null;
    }

    /** Something happened that the user should see. */
    void step(
            Turn turn,
            String kind,
            @Nullable String contact,
            int left,
            boolean last,
            String text,
            int exit) {
        if (over()) return;
        boolean paired = kind.equals("paired");
        steps.add(
                new View.PairingStep(
                        steps.size() + 1,
                        kind,
                        contact,
                        paired,
                        paired ? words : null,
                        left,
                        last,
                        text,
                        exit,
                        paired && sameKey));
        for (Map.Entry<Long, Integer> e : List.copyOf(waiting.entrySet())) {
            if (e.getValue() >= steps.size()) continue;
            waiting.remove(e.getKey());
            turn.answer(e.getKey(), steps.get(e.getValue()));
        }
    }
}
