package org.quietdrop.tests.bench;

import static org.junit.jupiter.api.Assertions.assertNotSame;

import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.SessionCipher;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;
import org.signal.libsignal.protocol.message.CiphertextMessage;
import org.signal.libsignal.protocol.message.PreKeySignalMessage;
import org.signal.libsignal.protocol.message.SignalMessage;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyBundle;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SessionRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;
import org.signal.libsignal.protocol.state.impl.InMemorySignalProtocolStore;

import java.util.Arrays;

/**
 * Both ends of a session of libsignal, which begins by PQXDH. Its stores in memory keep a session
 * as bytes: each step reads them by {@code new SessionRecord(bytes)} and leaves {@code
 * SessionRecord.serialize()}.
 */
final class SignalSession {
    private static final int DEVICE = 1;
    private static final int PREKEY = 7;
    private static final IdentityKeyPair ALICE = IdentityKeyPair.generate();
    private static final IdentityKeyPair BOB = IdentityKeyPair.generate();

    private final End alice = new End("alice", ALICE, 11);
    private final End bob = new End("bob", BOB, 12);
    private final SessionCipher toBob;
    private final SessionCipher toAlice;

    private record End(
            SignalProtocolAddress address,
            IdentityKeyPair identity,
            int registration,
            InMemorySignalProtocolStore store) {
        End(String name, IdentityKeyPair identity, int registration) {
            this(
                    new SignalProtocolAddress(name, DEVICE),
                    identity,
                    registration,
                    new InMemorySignalProtocolStore(identity, registration));
        }

        /** What others fetch to begin: two keys and one of Kyber, the last two signed. */
        PreKeyBundle bundle() {
            ECPrivateKey sign = identity.getPrivateKey();
            long now = System.currentTimeMillis();
            ECKeyPair once = ECKeyPair.generate();
            ECKeyPair signed = ECKeyPair.generate();
            KEMKeyPair kem = KEMKeyPair.generate(KEMKeyType.KYBER_1024);
            byte[] signature = sign.calculateSignature(signed.getPublicKey().serialize());
            byte[] kemSignature = sign.calculateSignature(kem.getPublicKey().serialize());
            store.storePreKey(PREKEY, new PreKeyRecord(PREKEY, once));
            store.storeSignedPreKey(PREKEY, new SignedPreKeyRecord(PREKEY, now, signed, signature));
            store.storeKyberPreKey(PREKEY, new KyberPreKeyRecord(PREKEY, now, kem, kemSignature));
            return new PreKeyBundle(
                    registration,
                    DEVICE,
                    PREKEY,
                    once.getPublicKey(),
                    PREKEY,
                    signed.getPublicKey(),
                    signature,
                    identity.getPublicKey(),
                    PREKEY,
                    kem.getPublicKey(),
                    kemSignature);
        }
    }

    /** Both know each other's identity keys from nothing but the bundle and the first message. */
    SignalSession() throws Exception {
        new SessionBuilder(alice.store, bob.address).process(bob.bundle());
        toBob = new SessionCipher(alice.store, bob.address);
        toAlice = new SessionCipher(bob.store, alice.address);
    }

    /** From Alice to Bob, sealed, written, read and opened. */
    void there(byte[] text) throws Exception {
        pass(toBob, toAlice, text);
    }

    /** From Bob to Alice. */
    void back(byte[] text) throws Exception {
        pass(toAlice, toBob, text);
    }

    private static void pass(SessionCipher from, SessionCipher to, byte[] text) throws Exception {
        CiphertextMessage sealed = from.encrypt(text);
        byte[] wire = sealed.serialize();
        byte[] opened =
                sealed.getType() == CiphertextMessage.PREKEY_TYPE
                        ? to.decrypt(new PreKeySignalMessage(wire))
                        : to.decrypt(new SignalMessage(wire));
        if (!Arrays.equals(text, opened)) throw new AssertionError("another text");
    }

    /** How long Alice's session is as bytes; two asks give two records made from them. */
    int stateSize() {
        SessionRecord one = alice.store.loadSession(bob.address);
        assertNotSame(one, alice.store.loadSession(bob.address), "the store keeps no bytes");
        return one.serialize().length;
    }
}
