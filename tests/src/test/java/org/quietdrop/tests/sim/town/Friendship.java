package org.quietdrop.tests.sim.town;

import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.RatchetState;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.message.Sessions;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.RelationKeys;
import org.quietdrop.tests.sim.SimRandom;

import java.time.Instant;
import java.util.List;

/**
 * Makes two nodes contacts of each other: writes into both stores what a pairing would have, with
 * keys from the real derivation over drawn secrets. Without the exchange, which is tested elsewhere
 * and would cost an ML-KEM key for each friendship.
 */
final class Friendship {
    private Friendship() {}

    static void between(TownNode alice, TownNode bob, SimRandom random, Instant now) {
        byte[] drawn = random.bytes(64);
        SecretKey ratchetSecret = SecretKey.random(random);
        PublicKey ratchetKey = PublicKey.of(X25519.publicKey(ratchetSecret.expose()));
        try (SecretKey exp = SecretKey.of(drawn);
                SecretKey shared = SecretKey.random(random);
                PairKeys keys = PairKeys.derive(exp, shared, KeyingKind.CODE, drawn)) {
            try (Transaction tx = alice.store().begin();
                    RatchetState ratchet =
                            DoubleRatchet.alice(
                                    keys, alice.id(), bob.id(), ratchetKey, random, now)) {
                keep(tx, bob, keys, ratchet, now);
                tx.commit();
            }
            try (Transaction tx = bob.store().begin();
                    RatchetState ratchet =
                            DoubleRatchet.bob(keys, alice.id(), bob.id(), ratchetSecret, now)) {
                keep(tx, alice, keys, ratchet, now);
                tx.commit();
            }
        } finally {
            ratchetSecret.close();
        }
    }

    private static void keep(
            Transaction tx, TownNode friend, PairKeys keys, RatchetState ratchet, Instant now) {
        Contacts contacts = new Contacts(tx);
        contacts.put(
                new Contact(
                        friend.card(),
                        friend.name(),
                        true,
                        false,
                        Contact.State.CONTACT,
                        now,
                        Instant.EPOCH,
                        List.of(new Contact.Address(friend.endpoint.toString(), false, now)),
                        false));
        // Not closed: the keys in it are live and belong to the caller.
        contacts.putKeys(friend.id(), new RelationKeys(keys.sessionId(), keys.lasting()));
        new Sessions(tx).begin(friend.id(), ratchet);
    }
}
