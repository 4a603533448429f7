package org.quietdrop.tests.bench;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.message.History;
import org.quietdrop.node.message.Seen;
import org.quietdrop.store.Argon2Cost;
import org.quietdrop.store.Home;
import org.quietdrop.store.Store;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.Vault;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Conversation;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A home with as many messages as wanted, written through the store's own transactions. */
final class MillionHome {
    /** The least that a vault costs. */
    private static final Argon2Cost COST = new Argon2Cost(3, 256L << 20);

    /**
     * Messages in one transaction. A node has from one, as they come, to some hundreds, where
     * compaction has carried them on: who reads one of them opens them all.
     */
    private static final int BATCH = 50;

    /** Messages younger than this are remembered as seen (75 days of 150 s each). */
    private static final int YOUNG = 43_200;

    /** Of homes that hold nothing but a benchmark. */
    static final String PASSPHRASE = "bench";

    private MillionHome() {}

    /** The contact of a conversation. */
    static Identity friend(int conversation) {
        byte[] seed = new byte[32];
        seed[0] = (byte) conversation;
        seed[1] = 1;
        return Identity.fromSeed(SecretKey.take(seed));
    }

    static SecretKey key(Home home, char[] passphrase) {
        return switch (Vault.unlock(home.vaultDisk(), passphrase)) {
            case Vault.Unlocked.Open(SecretKey key) -> key;
            case Vault.Unlocked.WrongPassphrase _ -> throw new AssertionError("passphrase");
        };
    }

    static Store open(Home home, SecretKey key) {
        return Store.open(home.journalDisk(), home.indexPlace(), key, new SystemRandom());
    }

    /** Makes a home and fills it. */
    static void fill(Path root, char[] passphrase, int messages) {
        Home home = Home.at(root);
        List<String> _ = home.prepare();
        if (!home.exists()) {
            Vault.create(home.vaultDisk(), passphrase, COST, new SystemRandom()).close();
        }
        List<Identity> friends = new ArrayList<>();
        for (int c = 0; c < Mail.CONVERSATIONS; c++) friends.add(friend(c));
        try (SecretKey key = key(home, passphrase);
                Store store = open(home, key)) {
            try (Transaction tx = store.begin()) {
                for (int c = 0; c < friends.size(); c++) {
                    know(new Contacts(tx), friends.get(c), c, messages);
                }
                tx.commit();
            }
            for (int i = 0; i < messages; ) {
                try (Transaction tx = store.begin()) {
                    for (int end = Math.min(messages, i + BATCH); i < end; i++) {
                        add(tx, friends.get(Mail.conversation(i)), i, messages);
                    }
                    tx.commit();
                }
            }
        }
    }

    private static void know(Contacts contacts, Identity friend, int number, int messages) {
        contacts.put(
                new Contact(
                        friend.card("friend" + number),
                        "friend" + number,
                        true,
                        false,
                        Contact.State.PENDING,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        List.of(),
                        false));
        long lines = messages / Mail.CONVERSATIONS;
        contacts.putConversation(
                friend.userId(), new Conversation(lines / 2 + 1, lines / 2 + 1, lines + 1, lines));
    }

    private static void add(Transaction tx, Identity friend, int i, int messages) {
        var line = Mail.line(i);
        new History(tx).add(friend.userId(), Mail.place(i), line);
        if (!line.mine() && i >= messages - YOUNG) {
            Seen seen = new Seen(tx);
            seen.rememberMessage(friend.userId(), line.id(), Mail.time(i));
            seen.rememberEnvelope(line.id(), Seen.Mark.TAKEN, Mail.time(i));
        }
    }
}
