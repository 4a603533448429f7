package org.quietdrop.crypto.pairing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SeededRandom;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.identity.WordList;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

final class KeyingTest {
    private final SeededRandom random = new SeededRandom(3);
    private final SecretKey exp = SecretKey.of(random.bytes(64));

    private static List<Bytes> all(PairKeys keys) {
        List<Bytes> all = new ArrayList<>();
        for (SecretKey key :
                List.of(
                        keys.rootKey(),
                        keys.headerKeyAlice(),
                        keys.nextHeaderKeyBob(),
                        keys.firstHeaderKeyBob(),
                        keys.firstChainKeyBob(),
                        keys.linkPsk(),
                        keys.tagRoot(),
                        keys.helloKey(),
                        keys.hintKey())) {
            all.add(Bytes.of(key.expose()));
        }
        all.add(keys.sessionId());
        return all;
    }

    @Test
    void bothSidesHaveTheSameTenValuesAllDifferent() {
        try (Keying.Bob bob = new Keying.Bob(random);
                Keying.Alice alice = new Keying.Alice(bob.offer().toArray(), random);
                PairKeys a = alice.keys(exp, KeyingKind.CODE);
                PairKeys b = bob.take(alice.answer().toArray(), exp, KeyingKind.CODE)) {
            assertEquals(all(a), all(b));
            Set<Bytes> different = new HashSet<>(all(a));
            assertEquals(10, different.size());
            assertEquals(
                    PublicKey.of(X25519.publicKey(bob.ratchetSecret().expose())),
                    alice.ratchetKey());
            assertEquals(a.pairWords(), b.pairWords());
            assertEquals(4, a.pairWords().size());
            assertTrue(WordList.words().containsAll(a.pairWords()));
        }
    }

    @Test
    void kindExportAndTranscriptAreBoundIn() {
        try (Keying.Bob bob = new Keying.Bob(random);
                Keying.Alice alice = new Keying.Alice(bob.offer().toArray(), random)) {
            byte[] ct = alice.answer().toArray();
            List<Bytes> keys = all(alice.keys(exp, KeyingKind.CODE));
            assertDisjoint(keys, all(bob.take(ct, exp, KeyingKind.INVITATION)));
            SecretKey other = SecretKey.of(random.bytes(64));
            assertDisjoint(keys, all(bob.take(ct, other, KeyingKind.CODE)));
            byte[] bent = ct.clone();
            bent[77] ^= 1;
            assertDisjoint(keys, all(bob.take(bent, exp, KeyingKind.CODE)));
            byte[] offer = bob.offer().toArray();
            offer[0] ^= 1;
            assertDisjoint(
                    all(bob.take(ct, exp, KeyingKind.CODE)),
                    all(new Keying.Alice(offer, random).keys(exp, KeyingKind.CODE)));
        }
    }

    private static void assertDisjoint(List<Bytes> one, List<Bytes> other) {
        for (Bytes value : one) {
            assertFalse(other.contains(value));
        }
    }

    @Test
    void aRenewalMakesTheSessionNewAndKeepsTheRelation() {
        try (Keying.Bob bob = new Keying.Bob(random);
                Keying.Alice alice = new Keying.Alice(bob.offer().toArray(), random);
                PairKeys standing = alice.keys(exp, KeyingKind.CODE);
                Keying.Bob again = new Keying.Bob(random);
                Keying.Alice answer = new Keying.Alice(again.offer().toArray(), random);
                PairKeys a = answer.keysRenewal(exp, standing.lasting());
                PairKeys b =
                        again.takeRenewal(answer.answer().toArray(), exp, standing.lasting())) {
            assertEquals(all(a), all(b));
            assertEquals(all(standing).subList(5, 9), all(a).subList(5, 9));
            assertDisjoint(all(standing).subList(0, 5), all(a).subList(0, 5));
            assertNotEquals(standing.sessionId(), a.sessionId());
            LastingKeys foreign = standing.lasting().copy();
            foreign.linkPsk().expose()[0] ^= 1;
            assertNotEquals(
                    a.sessionId(),
                    again.takeRenewal(answer.answer().toArray(), exp, foreign).sessionId());
            assertThrows(
                    IllegalArgumentException.class, () -> answer.keys(exp, KeyingKind.RENEWAL));
        }
    }

    @Test
    void closingARenewalLeavesTheStandingKeys() {
        PairKeys standing;
        try (Keying.Bob bob = new Keying.Bob(random);
                Keying.Alice alice = new Keying.Alice(bob.offer().toArray(), random)) {
            standing = alice.keys(exp, KeyingKind.CODE);
            byte[] psk = standing.linkPsk().expose().clone();
            alice.keysRenewal(exp, standing.lasting()).close();
            assertArrayEquals(psk, standing.linkPsk().expose());
        }
        standing.close();
    }

    @Test
    void wrongSizesAndWrongKeysAreRefused() {
        try (Keying.Bob bob = new Keying.Bob(random)) {
            for (int size : new int[] {0, 1_087, 1_089, 1_216}) {
                assertThrows(
                        OpenFailed.class, () -> bob.take(new byte[size], exp, KeyingKind.CODE));
            }
            for (int size : new int[] {0, 1_184, 1_215, 1_217}) {
                assertThrows(OpenFailed.class, () -> new Keying.Alice(new byte[size], random));
            }
            byte[] invalid = bob.offer().toArray();
            Arrays.fill(invalid, 32, 1_184, (byte) 0xff);
            assertThrows(OpenFailed.class, () -> new Keying.Alice(invalid, random));
        }
    }
}
