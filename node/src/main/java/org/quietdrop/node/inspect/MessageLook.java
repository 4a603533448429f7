package org.quietdrop.node.inspect;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.SessionView;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.core.View;
import org.quietdrop.node.message.History;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.message.Sessions;
import org.quietdrop.node.wire.Body;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.MessagePlace;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.RelationKeys;
import org.quietdrop.store.record.Session;
import org.quietdrop.store.record.Step;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The cryptography of one message, from what is committed; what is gone is said to be gone. */
public final class MessageLook {
    /** What a relay keeps of a message. */
    private static final int BOX = 4_040;

    private static final int FINGERPRINT = 8;
    private static final byte[] NO_KEY = new byte[32];

    private final Transaction tx;
    private final UserId self;
    private final View.Why why;

    /**
     * @param why its story, which has its whole id
     */
    public MessageLook(Transaction tx, UserId self, View.Why why) {
        this.tx = tx;
        this.self = self;
        this.why = why;
    }

    /** Empty if it was deleted meanwhile. */
    public Optional<MessageReport> report() {
        List<History.Placed> found = new History(tx).byPrefix(why.id());
        if (found.isEmpty()) return Optional.empty();
        History.Placed at = found.getFirst();
        return new Contacts(tx).get(at.contact()).map(contact -> report(at, contact));
    }

    private MessageReport report(History.Placed at, Contact contact) {
        Line line = at.line();
        Optional<OutboxEntry> waiting = new Outbox(tx).get(at.contact(), at.place());
        MessageReport.@Nullable Session session = session(at.contact());
        MessageReport.@Nullable Sealing sealing = line.mine() ? sealing(at, waiting) : null;
        return new MessageReport(
                line.id().hex(),
                contact.petname(),
                line.mine(),
                line.state().name().toLowerCase(Locale.ROOT),
                padding(line.text()),
                new MessageReport.Identities(
                        fingerprint(self.toArray()), fingerprint(contact.id().toArray())),
                origin(contact),
                contact.verified(),
                session,
                sealing,
                why.steps(),
                carriers(line, waiting),
                why.observer(),
                gone(line, waiting, sealing));
    }

    private static MessageReport.Padding padding(String text) {
        return new MessageReport.Padding(
                text.codePointCount(0, text.length()),
                text.getBytes(StandardCharsets.UTF_8).length,
                Body.SIZE,
                DoubleRatchet.ENVELOPE_SIZE,
                BOX,
                Cells.WIRE);
    }

    /** Not the beginning of the key: nothing of a key is told, public or not. */
    private static String fingerprint(byte[] key) {
        byte[] hash = Blake2b.prf(NO_KEY, "QDv1 inspect", key);
        return Bytes.of(Arrays.copyOf(hash, FINGERPRINT)).hex();
    }

    private static String fingerprint(PublicKey key) {
        return key.equals(SessionView.NONE) ? "none yet" : fingerprint(key.toArray());
    }

    private String origin(Contact contact) {
        return switch (contact.origin().how()) {
            case CODE -> "code";
            case INVITATION -> "invitation";
            case INTRODUCTION -> "introduction";
        };
    }

    private MessageReport.@Nullable Session session(UserId with) {
        Optional<Session> found = new Sessions(tx).get(with);
        if (found.isEmpty()) return null;
        try (Session session = found.get()) {
            SessionView view = DoubleRatchet.view(session.ratchet());
            List<Integer> mixed = session.ratchet().mixedIn();
            return new MessageReport.Session(
                    view.sessionId().slice(0, FINGERPRINT).hex(),
                    renewed(with, view.sessionId()),
                    session.agreed(),
                    fingerprint(view.dhPub()),
                    view.nextToSend(),
                    fingerprint(view.peerDhPub()),
                    view.nextExpected(),
                    mixed.get(0),
                    mixed.get(1),
                    session.ratchet().skippedKeys());
        }
    }

    private boolean renewed(UserId with, Bytes session) {
        Optional<RelationKeys> keys = new Contacts(tx).keys(with);
        if (keys.isEmpty()) return false;
        try (RelationKeys open = keys.get()) {
            return !open.sessionId().equals(session);
        }
    }

    private MessageReport.@Nullable Sealing sealing(
            History.Placed at, Optional<OutboxEntry> waiting) {
        List<String> ids = new ArrayList<>();
        for (Entry e : tx.all(Table.SENT)) {
            MessagePlace place = MessagePlace.decode(e.value());
            boolean same = place.contact().equals(at.contact()) && place.line() == at.place();
            if (same) ids.add(e.key().group().hex());
        }
        Optional<OutboxEntry.Sealing> sealed = waiting.flatMap(OutboxEntry::sealing);
        if (sealed.isEmpty()) {
            return ids.isEmpty() ? null : new MessageReport.Sealing(ids, null, null, null);
        }
        OutboxEntry.Sealing now = sealed.get();
        return new MessageReport.Sealing(
                ids, fingerprint(now.chain()), now.n(), present(at.contact(), now.chain()));
    }

    private boolean present(UserId with, PublicKey chain) {
        Optional<Session> found = new Sessions(tx).get(with);
        if (found.isEmpty()) return false;
        try (Session session = found.get()) {
            return DoubleRatchet.view(session.ratchet()).dhPub().equals(chain);
        }
    }

    private List<MessageReport.Carrier> carriers(Line line, Optional<OutboxEntry> waiting) {
        List<UserId> now = waiting.map(OutboxEntry::carriers).orElse(List.of());
        Map<UserId, String> all = new LinkedHashMap<>();
        for (Step step : line.steps()) {
            String knows =
                    switch (step.what()) {
                        case KEPT -> "a sealed box, when you left it, and who takes it";
                        case CAME_BY -> "a sealed box, who left it, and when you took it";
                        case QUEUED,
                                AWAY,
                                SEALED,
                                SENT,
                                DELIVERED,
                                RECEIVED,
                                ACKNOWLEDGED,
                                EXPIRED,
                                HELD,
                                NOT_KEPT,
                                LOST,
                                WITHDRAWN,
                                RECEIPT,
                                READ,
                                RECALLED,
                                EDITED,
                                DELETED,
                                CHANGE_TAKEN,
                                CHANGE_EXPIRED ->
                                "";
                    };
            if (!knows.isEmpty()) all.put(step.relay(), knows + "; not what it says, nor how long");
        }
        return all.entrySet().stream()
                .map(e ->
                        new MessageReport.Carrier(
                                name(e.getKey()), now.contains(e.getKey()), e.getValue()))
                .toList();
    }

    private String name(UserId id) {
        return new Contacts(tx).get(id).map(Contact::petname).orElse(id.hex().substring(0, 8));
    }

    private static List<String> gone(
            Line line, Optional<OutboxEntry> waiting, MessageReport.@Nullable Sealing sealing) {
        List<String> gone = new ArrayList<>();
        if (!line.mine()) {
            gone.add("the key that opened it: destroyed as soon as it had opened it");
            gone.add("which envelope it came in, and its number in the chain: never kept with it");
            return gone;
        }
        boolean sealed = waiting.map(OutboxEntry::left).orElse(true);
        if (sealed && line.state() != Line.State.RECALLED) {
            gone.add("the key that sealed it: destroyed as soon as it had sealed it");
        }
        if (waiting.isEmpty() && line.state() != Line.State.RECALLED) {
            gone.add(
                    "the sealed envelope, its chain and its number: deleted when it did not wait any more");
            if (sealing == null) gone.add("the envelope's id: kept for 75 days");
        }
        return gone;
    }
}
