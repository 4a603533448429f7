package org.quietdrop.node.daemon;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.crypto.identity.RecoveryWords;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.store.Key;
import org.quietdrop.store.Store;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.OwnIdentity;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Who this node is, as the store keeps it under {@code META/"identity"}: sealed once more, so that
 * the seed does not lie about in memory.
 *
 * @param identity derived from the seed; whoever reads this record closes it
 * @param name as friends will see it
 * @param restored when this home was made from words or a backup; the epoch: it is the first one
 * @param asOf when that backup was made; the epoch: there was none
 */
public record IdentityRecord(Identity identity, String name, Instant restored, Instant asOf) {
    private static final Key KEY =
            Key.of(Table.META, Bytes.of("identity".getBytes(StandardCharsets.UTF_8)));

    /** The version of a record that is sealed; inside is one of a version before. */
    private static final byte SEALED = 4;

    /** Puts an identity into the store; the seed stays the caller's. */
    static void put(Transaction tx, SecretKey seed, String name, Instant restored, Instant asOf) {
        try (OwnIdentity own = new OwnIdentity(seed.copy(), name, restored, asOf)) {
            byte[] value = own.encode();
            put(tx, value);
            Arrays.fill(value, (byte) 0);
        }
    }

    private static void put(Transaction tx, byte[] value) {
        tx.put(KEY, Bytes.join(new byte[] {SEALED}, tx.seal(KEY, value)));
    }

    /** Seals a record that lies open, as older versions wrote it; whether it did. */
    static boolean seal(Transaction tx) {
        Optional<byte[]> found = tx.get(KEY).filter(value -> value[0] < SEALED);
        found.ifPresent(value -> {
            put(tx, value);
            Arrays.fill(value, (byte) 0);
        });
        return found.isPresent();
    }

    /** The identity of this store; empty before {@link #put}. */
    public static Optional<IdentityRecord> read(Transaction tx) {
        Optional<OwnIdentity> found = own(tx);
        if (found.isEmpty()) return Optional.empty();
        try (OwnIdentity own = found.get()) {
            Identity identity = Identity.fromSeed(own.seed());
            return Optional.of(
                    new IdentityRecord(identity, own.name(), own.restored(), own.asOf()));
        }
    }

    /**
     * The identity of an open store, sealed from now on; whoever asks closes it.
     *
     * @throws UserError exit 3 if there is none
     */
    static IdentityRecord of(Store store) {
        try (Transaction tx = store.begin()) {
            if (seal(tx)) tx.commit();
        }
        try (Transaction tx = store.begin()) {
            return read(tx).orElseThrow(() ->
                    new UserError(
                            Exit.DAEMON,
                            "this home has no identity: making it was interrupted",
                            "delete the folder and run: quietdrop init --name NAME"));
        }
    }

    /** The same with its seed; the caller closes it. */
    static Optional<OwnIdentity> own(Transaction tx) {
        return raw(tx).map(value -> {
            try {
                return OwnIdentity.decode(value);
            } finally {
                Arrays.fill(value, (byte) 0);
            }
        });
    }

    /** The recovery words of this store. */
    static List<String> words(Transaction tx) {
        try (OwnIdentity own = own(tx).orElseThrow()) {
            return RecoveryWords.of(own.seed());
        }
    }

    /** The record, unsealed, secrets and all; the caller wipes it. */
    public static Optional<byte[]> raw(Transaction tx) {
        return tx.get(KEY)
                .map(value ->
                        value[0] == SEALED
                                ? tx.open(KEY, Arrays.copyOfRange(value, 1, value.length))
                                : value);
    }

    @Override
    public String toString() {
        return "IdentityRecord[redacted]";
    }
}
