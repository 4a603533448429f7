package org.quietdrop.tests.sim;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.message.History;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.relay.CarriedDrops;
import org.quietdrop.node.relay.DropCopies;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.DropCopy;
import org.quietdrop.store.record.KeptDrop;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.OutboxEntry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must be true in the store of one node after every commit, whatever others do. */
final class RelayInvariants {
    private static final int MOST_COPIES = 3;

    private final SimWorld world;
    private final SimNode node;
    private final Transaction tx;

    private RelayInvariants(SimWorld world, SimNode node, Transaction tx) {
        this.world = world;
        this.node = node;
        this.tx = tx;
    }

    static void check(SimWorld world, SimNode node, Transaction tx) {
        RelayInvariants of = new RelayInvariants(world, node, tx);
        of.carried();
        for (Contact c : new Contacts(tx).all()) {
            for (DropCopy copy : new DropCopies(tx).of(c.id())) of.copy(c.id(), copy);
            for (Outbox.Placed p : new Outbox(tx).of(c.id(), 0, Integer.MAX_VALUE)) of.entry(p);
        }
    }

    private void violated(String what) {
        world.violated(node.name() + ": " + what);
    }

    /**
     * Only for depositors with trust on both sides, within the quotas, each box with its record.
     */
    private void carried() {
        Map<Bytes, KeptDrop> all = new CarriedDrops(tx).all();
        int boxes = tx.all(Table.BOX).size();
        if (boxes != all.size()) violated(boxes + " boxes, " + all.size() + " known");
        if (all.size() > world.rules.quotas().all()) violated("carries " + all.size());
        Map<UserId, Integer> each = new HashMap<>();
        for (KeptDrop kept : all.values()) each.merge(kept.depositor(), 1, Integer::sum);
        each.forEach((depositor, count) -> {
            if (count > world.rules.quotas().each()) violated("carries " + count + " of one");
            Optional<Contact> contact = new Contacts(tx).get(depositor);
            if (!contact.map(Contact::carries).orElse(false)) violated("carries without trust");
        });
    }

    /** What is known of a copy is known of its message, too. */
    private void copy(UserId relay, DropCopy copy) {
        if (copy.line() == 0) return;
        boolean known =
                new Outbox(tx)
                        .get(copy.contact(), copy.line())
                        .filter(e -> e.messageId().equals(copy.messageId()))
                        .map(e -> e.copies().stream().anyMatch(c -> same(c, relay, copy)))
                        .orElse(false);
        if (!known) violated("a copy of nothing at a relay");
    }

    private static boolean same(OutboxEntry.Copy known, UserId relay, DropCopy copy) {
        return known.relay().equals(relay)
                && known.dropId().equals(copy.dropId())
                && known.kept() == copy.drop().isEmpty();
    }

    /** A message knows its copies, at most three, one a relay; it is carried if one is kept. */
    private void entry(Outbox.Placed p) {
        Set<UserId> relays = new HashSet<>();
        for (OutboxEntry.Copy copy : p.entry().copies()) {
            if (!relays.add(copy.relay())) violated("two copies of a message at one relay");
            if (new DropCopies(tx).get(copy.relay(), copy.dropId()).isEmpty()) {
                violated("a copy that nobody knows");
            }
        }
        if (relays.size() > MOST_COPIES) violated(relays.size() + " copies");
        if (p.entry().unseen().isPresent()) return;
        Line.State state = new History(tx).get(p.contact(), p.place()).orElseThrow().state();
        Line.State right = p.entry().carriers().isEmpty() ? Line.State.QUEUED : Line.State.CARRIED;
        if (state != right) violated(p.entry().messageId() + " is " + state + ", not " + right);
    }
}
