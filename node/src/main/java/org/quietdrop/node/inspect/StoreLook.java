package org.quietdrop.node.inspect;

import org.quietdrop.crypto.UserId;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.core.Beginning;
import org.quietdrop.node.message.History;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.message.Sessions;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.Session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What is looked for on the disk, and the counts of what lies there, from one open store. */
final class StoreLook implements AutoCloseable {
    private static final int TEXTS = 100;
    private static final int BEGINNING = 32;
    private static final int PIECE = 16;

    /** Fewer different bytes could be zeros and counters, which chance repeats. */
    private static final int DISTINCT = 10;

    private static final int PAGE = 256;

    final Set<String> names = new LinkedHashSet<>();
    final List<String> texts = new ArrayList<>();
    final List<byte[]> keys = new ArrayList<>();
    private long messages;
    private long waiting;
    private long keysToCome;
    private long lines;
    private long expired;

    /** Of one moment, as may be, the later place first. */
    private static final Comparator<Said> NEWEST_FIRST =
            Comparator.comparing(Said::kept).thenComparingLong(Said::place).reversed();

    private record Said(Instant kept, long place, String text) {}

    /**
     * Reads all of it, in pieces, between which the node goes on.
     *
     * @param own the own name
     * @param self finds the record of the own identity, unsealed; wiped here
     */
    StoreLook(WireReading.Reader reader, String own, Function<Transaction, Optional<byte[]>> self) {
        names.add(own);
        List<UserId> people = new ArrayList<>();
        reader.accept(tx -> {
            self.apply(tx).ifPresent(this::keysOf);
            for (Contact c : new Contacts(tx).all()) {
                people.add(c.id());
                person(tx, c);
            }
            for (Table table : List.of(Table.META, Table.CONTACT, Table.PENDING, Table.SESSION)) {
                for (Entry entry : tx.all(table)) keysOf(entry.value());
            }
        });
        List<Said> newest = new ArrayList<>();
        for (UserId id : people) conversation(reader, id, newest);
        newest.sort(NEWEST_FIRST);
        newest.stream()
                .limit(TEXTS)
                .forEach(said -> texts.add(Beginning.of(said.text(), BEGINNING)));
    }

    private void person(Transaction tx, Contact c) {
        names.add(c.petname());
        if (!c.cardName().isEmpty()) names.add(c.cardName());
        waiting += new Outbox(tx).count(c.id());
        keysToCome += keysToCome(tx, c.id());
    }

    private static long keysToCome(Transaction tx, UserId id) {
        Optional<Session> found = new Sessions(tx).get(id);
        if (found.isEmpty()) return 0;
        try (Session session = found.get()) {
            return session.ratchet().skippedKeys();
        }
    }

    /** Lines of a conversation, counted as its numbers count. */
    private static final class Counted {
        private long mine;
        private long theirs;
        private long missing;
        private long from;
        private boolean more = true;
    }

    private void conversation(WireReading.Reader reader, UserId id, List<Said> newest) {
        Counted counted = new Counted();
        while (counted.more) reader.accept(tx -> page(tx, id, counted, newest));
    }

    private void page(Transaction tx, UserId id, Counted counted, List<Said> newest) {
        List<History.Placed> page = new History(tx).from(id, counted.from, PAGE);
        for (History.Placed p : page) {
            Line line = p.line();
            messages++;
            if (line.state() == Line.State.EXPIRED) expired++;
            if (line.mine() && line.state() != Line.State.RECALLED) counted.mine++;
            if (!line.mine()) counted.theirs++;
            counted.missing += line.gap();
            if (line.marks().deleted()) lines++;
            else newest.add(new Said(line.kept(), p.place(), line.text()));
        }
        if (newest.size() > 4 * TEXTS) {
            newest.sort(NEWEST_FIRST);
            newest.subList(TEXTS, newest.size()).clear();
        }
        if (page.size() == PAGE) {
            counted.from = page.getLast().place() + 1;
            return;
        }
        counted.more = false;
        Conversation c = new Contacts(tx).conversation(id);
        lines += Math.max(0, c.nextSeq() - 1 - counted.mine);
        lines += Math.max(0, c.expectedSeq() - 1 - counted.theirs - counted.missing);
    }

    /** Of a key of 32 bytes at any place one of these pieces is a part. */
    private void keysOf(byte[] record) {
        for (int at = 0; at + PIECE <= record.length; at += PIECE) {
            byte[] piece = Arrays.copyOfRange(record, at, at + PIECE);
            Set<Byte> distinct = new HashSet<>();
            for (byte b : piece) distinct.add(b);
            if (distinct.size() >= DISTINCT) keys.add(piece);
        }
        Arrays.fill(record, (byte) 0);
    }

    /** The counts; of message keys those whose envelopes are remembered. */
    DiskReport.Opened opened(Transaction tx) {
        long sent = tx.all(Table.SENT).size();
        long received = tx.all(Table.SEEN).stream().filter(e -> e.key().order() == 0).count();
        return new DiskReport.Opened(
                new Contacts(tx).all().size(),
                messages,
                waiting,
                tx.all(Table.CARRIED).size(),
                keysToCome,
                new DiskReport.Gone(sent + received, lines, expired));
    }

    @Override
    public void close() {
        keys.forEach(key -> Arrays.fill(key, (byte) 0));
        keys.clear();
    }
}
