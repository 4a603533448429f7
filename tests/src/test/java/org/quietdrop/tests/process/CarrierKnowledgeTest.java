package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.relay.DropId;
import org.quietdrop.node.inspect.SecretSearch;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.record.Contact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * What a relay that carries mail of Alice for Bob has: without its passphrase random boxes under
 * random handles; with it also who left them and until when. Nothing else in its store changes when
 * a box is left, and nothing stays when it was taken. Real daemons, real files.
 */
@Timeout(240)
final class CarrierKnowledgeTest {
    private static final String ALICE = "Aluminiumtraud";
    private static final String BOB = "Bobbinetwebers";
    private static final String CAROL = "Carolinenkoogs";
    private static final String GREETING = "a fine morning to all of you over there";
    private static final String ANSWER = "and to you, with marmalade on it";
    private static final String SHORT = "under the third bench";
    private static final String LONG = "the yellow lantern hangs at the mill. ".repeat(100);
    private static final Set<Table> BOXES = Set.of(Table.CARRIED, Table.BOX);

    /** A record: its version, and after it exactly what may be known. */
    private static final int VERSION = 1;

    private static final int RECORD = VERSION + 16 + 32 + 8;

    /** Of the records of a contact, the one with name, trust and addresses. */
    private static final int CONTACT_ITSELF = 0;

    @TempDir private Path folder;
    private int copies;

    @Test
    void itKnowsWhoLeftABoxAndUntilWhenAndNothingElse() throws Exception {
        try (RealNode alice = new RealNode(folder, ALICE, FreePorts.one(), "staple-horse");
                RealNode bob = new RealNode(folder, BOB, FreePorts.one(), "wooden-spoon");
                RealNode carol = new RealNode(folder, CAROL, FreePorts.one(), "quartz-meadow")) {
            acquainted(alice, bob, carol);
            bob.kill();
            until(() -> !carol.contact(bob).linked() && !alice.contact(bob).linked());
            StoreTables before = opened(carol);
            for (Table table : BOXES) assertEquals(Map.of(), before.of(table));

            String first = alice.send(BOB, SHORT);
            String second = alice.send(BOB, LONG);
            alice.await(first, "carried", 30);
            assertEquals("carried", alice.await(second, "carried", 30).state());
            StoreTables carrying = opened(carol);
            assertEquals(BOXES, carrying.changedSince(before));
            List<Bytes> known = onlyWhatMayBeKnown(carrying, alice);
            assertEquals(List.of(), searched(carol, secrets(alice, bob, known)));

            alice.stop();
            until(() -> !carol.contact(alice).linked());
            StoreTables alone = opened(carol);
            bob.start();
            until(() -> bob.texts(alice).size() == 3);
            assertEquals(List.of(GREETING, SHORT, LONG), bob.texts(alice));
            // Bob leaves word for Alice: one box, of the same size as the others.
            StoreTables word = wordFrom(carol, bob);
            SecretSearch all = secrets(alice, bob, known);
            onlyWhatMayBeKnown(word, bob).forEach(one -> all.bytes("a word's box", one.toArray()));
            nothingStays(known, alone, word);

            alice.start();
            assertEquals("delivered", alice.await(second, "delivered", 60).state());
            until(() -> carol.boxes() == 0);
            StoreTables after = opened(carol);
            for (Table table : BOXES) assertEquals(Map.of(), after.of(table));
            nothingStays(known, before, after);
            carol.stop();
            assertEquals(List.of(), searched(carol, all));
            control(carol, all, known);
        }
    }

    /** All know each other, and what is owed for that is settled. */
    private static void acquainted(RealNode alice, RealNode bob, RealNode carol) throws Exception {
        for (RealNode node : List.of(alice, bob, carol)) node.init().start();
        alice.pairWith(bob);
        alice.pairWith(carol);
        bob.pairWith(carol);
        alice.trust(carol);
        bob.trust(carol);
        bob.await(bob.send(ALICE, ANSWER), "delivered", 60);
        alice.await(alice.send(BOB, GREETING), "delivered", 60);
    }

    private StoreTables opened(RealNode node) throws IOException {
        return StoreTables.of(node, folder.resolve("copy-" + copies++));
    }

    /** Waits until the only box is one of Bob's: of Alice's two one goes before the other. */
    private StoreTables wordFrom(RealNode carol, RealNode bob) throws Exception {
        for (int i = 0; i < 300; i++) {
            if (carol.boxes() == 1) {
                StoreTables now = opened(carol);
                List<Bytes> records = List.copyOf(now.of(Table.CARRIED).values());
                if (records.size() == 1
                        && records.getFirst().slice(VERSION + 16, VERSION + 48).equals(bob.id())) {
                    return now;
                }
            }
            Thread.sleep(200);
        }
        throw new AssertionError("bob leaves no word: " + carol.boxes() + " boxes");
    }

    /** Handle, depositor, end day and a box of the one size; returns what is secret of it. */
    private static List<Bytes> onlyWhatMayBeKnown(StoreTables store, RealNode depositor) {
        Map<Key, Bytes> records = store.of(Table.CARRIED);
        Map<Key, Bytes> boxes = store.of(Table.BOX);
        assertFalse(records.isEmpty());
        assertEquals(records.size(), boxes.size());
        assertEquals(Map.of(), store.of(Table.LOST));
        Bytes author = depositor.id();
        long today = Math.floorDiv(Instant.now().getEpochSecond(), 86_400);
        List<Bytes> secret = new ArrayList<>();
        records.forEach((key, record) -> {
            assertEquals(RECORD, record.size());
            Bytes handle = record.slice(VERSION, VERSION + 16);
            assertEquals(author, record.slice(VERSION + 16, VERSION + 48));
            long end = ByteBuffer.wrap(record.slice(VERSION + 48, RECORD).toArray()).getLong();
            assertTrue(end > today && end <= today + 30, "ends on day " + end);
            Bytes box =
                    boxes.getOrDefault(new Key(Table.BOX, key.group(), 0), Bytes.of(new byte[0]));
            assertEquals(0, key.order());
            assertEquals(4_040, box.size());
            assertEquals(DropId.of(box), key.group());
            secret.addAll(List.of(handle, box, key.group()));
        });
        return secret;
    }

    /** Between two moments there was a box and somebody came for it: no record tells of either. */
    private static void nothingStays(List<Bytes> known, StoreTables before, StoreTables after) {
        Set<Table> changed = new HashSet<>(after.changedSince(before));
        changed.removeAll(BOXES);
        assertTrue(Set.of(Table.CONTACT).containsAll(changed), changed.toString());
        assertEquals(withoutTimes(before), withoutTimes(after));
        SecretSearch gone = new SecretSearch();
        for (Bytes one : known) gone.bytes("what was known of a box", one.toArray());
        for (Map<Key, Bytes> table : after.tables().values()) {
            table.forEach((key, value) -> {
                assertEquals(List.of(), gone.in(key.toString(), value.toArray()));
                assertEquals(List.of(), gone.in(key.toString(), key.group().toArray()));
            });
        }
    }

    /** All about contacts but when they were last there, which every link changes. */
    private static Map<Key, Object> withoutTimes(StoreTables store) {
        Map<Key, Object> all = new HashMap<>();
        store.of(Table.CONTACT)
                .forEach((key, value) ->
                        all.put(
                                key,
                                key.order() != CONTACT_ITSELF
                                        ? value
                                        : withoutTimes(Contact.decode(value.toArray()))));
        return all;
    }

    private static Contact withoutTimes(Contact c) {
        List<Contact.Address> addresses =
                c.addresses().stream()
                        .map(a -> new Contact.Address(a.at(), a.typed(), Instant.EPOCH))
                        .toList();
        return new Contact(
                c.card().orElseThrow(),
                c.petname(),
                c.verified(),
                c.trusted(),
                c.state(),
                c.paired(),
                Instant.EPOCH,
                addresses,
                c.trustsUs());
    }

    private static SecretSearch secrets(RealNode alice, RealNode bob, List<Bytes> known) {
        SecretSearch search = new SecretSearch();
        for (String text : List.of(SHORT, LONG, GREETING, ANSWER)) search.text(text, text);
        for (RealNode node : List.of(alice, bob)) {
            search.text("name of " + node.name, node.name);
            search.bytes("user id of " + node.name, node.id().toArray());
        }
        for (Bytes one : known) search.bytes("what is known of a box", one.toArray());
        return search;
    }

    /** Every file of the home as it lies there. */
    private static List<SecretSearch.Finding> searched(RealNode node, SecretSearch search)
            throws IOException {
        List<SecretSearch.Finding> found = new ArrayList<>();
        int files = 0;
        try (Stream<Path> all = Files.walk(node.home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                found.addAll(search.in(node.home.relativize(file).toString(), file));
                files++;
            }
        }
        found.addAll(search.in("log", node.log));
        assertTrue(files >= 4, "the home was searched: " + files);
        return found;
    }

    /** A search that finds nothing must be one that can find something. */
    private static void control(RealNode node, SecretSearch search, List<Bytes> known)
            throws IOException {
        Path planted = node.home.resolve("planted");
        for (Bytes one : known) {
            Files.write(planted, Bytes.join(new byte[777], one.toArray(), new byte[777]));
            assertEquals(1, searched(node, search).size());
        }
        Files.writeString(planted, BOB);
        assertFalse(searched(node, search).isEmpty());
    }

    private static void until(BooleanSupplier done) throws InterruptedException {
        for (int i = 0; i < 1_200; i++) {
            if (done.getAsBoolean()) return;
            Thread.sleep(50);
        }
        throw new AssertionError("does not happen within a minute");
    }
}
