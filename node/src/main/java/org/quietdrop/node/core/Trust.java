package org.quietdrop.node.core;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.relay.Hint;
import org.quietdrop.crypto.relay.Padding;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.RelationKeys;
import org.quietdrop.store.record.RelayHints;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who carries for us, told to every contact in hints that only they can read, so that they know
 * where mail for us may lie (protocol, section 7).
 */
final class Trust {
    /** Nothing was ever said. */
    private static final Bytes NEVER = RelayHints.NONE.said();

    /** What was said may not be known there any more: it is said again, also that it is nobody. */
    private static final Bytes LOST = mark(0xff);

    /** It was said that there is nobody. */
    private static final Bytes NOBODY = mark(0xfe);

    /** Sets said to one contact and not known to have arrived; one more waits for that. */
    private static final int MOST_UNKNOWN = 4;

    private final UserId self;
    private final RandomSource random;
    private final Delivery delivery;

    Trust(UserId self, RandomSource random, Delivery delivery) {
        this.self = self;
        this.random = random;
        this.delivery = delivery;
    }

    /** Queues hints for each contact that was last told of another set of relays. */
    void tellHints(Turn turn) {
        List<Contact> all = turn.contacts().all();
        List<UserId> relays =
                all.stream().filter(Contact::carries).map(Contact::id).sorted().toList();
        for (Contact c : all) {
            if (c.state() != Contact.State.CONTACT) continue;
            List<UserId> others =
                    relays.stream()
                            .filter(r -> !r.equals(c.id()))
                            .limit(Payload.Hints.COUNT)
                            .toList();
            RelayHints before = turn.contacts().hints(c.id());
            Bytes set = name(others);
            boolean nothingNew = before.said().equals(NEVER) && others.isEmpty();
            if (nothingNew || before.said().equals(set) || unknown(turn, c) >= MOST_UNKNOWN) {
                continue;
            }
            turn.contacts().putHints(c.id(), before.saying(set));
            delivery.queueHints(turn, c.id(), hints(turn, c.id(), others));
        }
    }

    /** A friend who changes its mind all the time must not use up the windows of others. */
    private static long unknown(Turn turn, Contact to) {
        return turn.outbox().of(to.id(), 0, Integer.MAX_VALUE).stream()
                .filter(p -> p.entry().hints().isPresent() && p.entry().left())
                .count();
    }

    private static Bytes mark(int value) {
        byte[] all = new byte[NEVER.size()];
        Arrays.fill(all, (byte) value);
        return Bytes.of(all);
    }

    private static Bytes name(List<UserId> relays) {
        if (relays.isEmpty()) return NOBODY;
        byte[][] ids = relays.stream().map(UserId::toArray).toArray(byte[][]::new);
        return Bytes.of(Arrays.copyOf(Blake2b.hash512(ids), NOBODY.size()));
    }

    /** One hint for each relay among others that stand for nobody, in random order. */
    private Bytes hints(Turn turn, UserId to, List<UserId> relays) {
        List<Bytes> hints = new ArrayList<>();
        try (RelationKeys keys = turn.contacts().keys(to).orElseThrow()) {
            for (UserId relay : relays) {
                hints.add(Hint.of(keys.keys().hintKey(), self, relay));
            }
        }
        try (Padding padding = turn.padding(random)) {
            while (hints.size() < Payload.Hints.COUNT) hints.add(padding.hint(hints.size(), to));
        }
        record Drawn(long at, Bytes hint) {}
        byte[][] mixed =
                hints.stream()
                        .map(h -> new Drawn(ByteBuffer.wrap(random.bytes(8)).getLong(), h))
                        .sorted(Comparator.comparingLong(Drawn::at))
                        .map(d -> d.hint().toArray())
                        .toArray(byte[][]::new);
        return Bytes.of(Bytes.join(mixed));
    }

    /** What was said may not have arrived, or not be known there any more: it is said again. */
    static void forgetSaid(Turn turn, UserId contact) {
        RelayHints hints = turn.contacts().hints(contact);
        if (hints.said().equals(NEVER)) return;
        turn.contacts().putHints(contact, hints.saying(LOST));
        turn.trustChanged();
    }

    /** The one contact that may be trusted, or the error that says why not. */
    static Contact mayBeTrusted(Turn turn, String name) {
        Contact contact = turn.meant(name);
        Optional<String> why =
                switch (contact.state()) {
                    case CONTACT -> Optional.empty();
                    case PENDING -> Optional.of("the pairing is not confirmed yet");
                    case BLOCKED -> Optional.of("that contact is blocked");
                };
        if (why.isPresent()) {
            throw new UserError(
                    UserError.Exit.REFUSED,
                    contact.petname() + " cannot carry yet: " + why.get(),
                    "see: quietdrop contacts");
        }
        return contact;
    }
}
