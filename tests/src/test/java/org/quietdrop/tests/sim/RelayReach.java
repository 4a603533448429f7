package org.quietdrop.tests.sim;

import org.quietdrop.crypto.relay.Hint;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.message.Sessions;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.RelationKeys;
import org.quietdrop.store.record.Session;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which mail must arrive by way of relays alone, and what is known of who carries for whom. */
final class RelayReach {
    /** What lives as long need not hurry. */
    private static final Duration LONG = Duration.ofDays(2);

    private static final int MOST_COPIES = 3;

    private final SimWorld world;
    private final RelayLedger ledger;

    RelayReach(SimWorld world, RelayLedger ledger) {
        this.world = world;
        this.ledger = ledger;
    }

    /**
     * Messages that some relay can carry the whole way, by all that is known to those concerned.
     */
    Set<String> reachable(List<SimNode> people, List<SimNode> relays) {
        Set<String> ids = new HashSet<>();
        for (SimNode from : people) {
            for (SimNode to : people) {
                if (from == to || ledger.strangers(from, to)) continue;
                if (relays.stream().noneMatch(relay -> carries(from, relay, to))) continue;
                from.stored(tx -> ids.addAll(living(tx, from, to)));
            }
        }
        return ids;
    }

    private static Set<String> living(Transaction tx, SimNode from, SimNode to) {
        Set<String> ids = new HashSet<>();
        try (Session session = new Sessions(tx).get(to.id()).orElseThrow()) {
            if (!session.agreed()) return ids;
        }
        for (Outbox.Placed p : new Outbox(tx).messages(to.id())) {
            Duration life = Duration.ofDays(p.entry().days());
            boolean lives = p.entry().queued().plus(life).isAfter(from.now().plus(LONG));
            if (lives && p.entry().copies().size() < MOST_COPIES) {
                ids.add(p.entry().messageId().hex());
            }
        }
        return ids;
    }

    private static boolean carries(SimNode from, SimNode relay, SimNode to) {
        return mutual(from, relay)
                && mutual(to, relay)
                && from.stored(tx -> hinted(tx, relay, to)).orElse(false);
    }

    private static boolean mutual(SimNode a, SimNode b) {
        return a.stored(tx -> trusts(tx, b)).orElse(false)
                && b.stored(tx -> trusts(tx, a)).orElse(false);
    }

    private static boolean trusts(Transaction tx, SimNode other) {
        return new Contacts(tx).get(other.id()).map(Contact::carries).orElse(false);
    }

    private static boolean hinted(Transaction tx, SimNode relay, SimNode owner) {
        try (RelationKeys keys = new Contacts(tx).keys(owner.id()).orElseThrow()) {
            return new Contacts(tx)
                    .hints(owner.id())
                    .heard()
                    .contains(Hint.of(keys.keys().hintKey(), owner.id(), relay.id()));
        }
    }

    // ---- once all have met

    /** Both sides agree on trust, and everybody knows by whom everybody's mail may be carried. */
    void allIsKnown() {
        for (SimNode a : world.nodes) {
            for (SimNode b : world.nodes) {
                if (a != b && !ledger.strangers(a, b)) known(a, b);
            }
        }
    }

    private void known(SimNode a, SimNode b) {
        boolean trusted = contact(a, b).trusted();
        if (trusted != contact(b, a).trustsUs()) {
            world.violated(b.name() + " does not know whether " + a.name() + " trusts it");
        }
        // A rollback is not always noticed; what was said in an undone future stands until then.
        if (ledger.putBack(a)) return;
        for (SimNode relay : world.nodes) {
            if (relay == a || relay == b || ledger.strangers(a, relay)) continue;
            boolean carries = contact(a, relay).carries();
            boolean known = b.stored(tx -> hinted(tx, relay, a)).orElseThrow();
            if (carries == known) continue;
            world.violated(
                    b.name()
                            + (known ? " still thinks " : " does not know ")
                            + "that "
                            + relay.name()
                            + " carries for "
                            + a.name());
        }
    }

    private static Contact contact(SimNode of, SimNode other) {
        Optional<Contact> contact = of.stored(tx -> new Contacts(tx).get(other.id()).orElseThrow());
        return contact.orElseThrow();
    }
}
