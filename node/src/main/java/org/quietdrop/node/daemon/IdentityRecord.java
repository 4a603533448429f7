package org.quietdrop.node.daemon;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Who this node is, as the store keeps it under {@code META/"identity"}: version 1, seed 32, and
 * the rest is the name in UTF-8.
 *
 * @param identity derived from the seed; whoever reads this record closes it
 * @param name as friends will see it
 */
public record IdentityRecord(Identity identity, String name) {
    private static final byte VERSION = 1;
    private static final int SEED = 32;
    private static final Key KEY =
            Key.of(Table.META, Bytes.of("identity".getBytes(StandardCharsets.UTF_8)));

    /** Makes a new identity and puts it into the store. */
    static void create(Transaction tx, RandomSource random, String name) {
        byte[] seed = random.bytes(SEED);
        byte[] value =
                Bytes.join(new byte[] {VERSION}, seed, name.getBytes(StandardCharsets.UTF_8));
        tx.put(KEY, value);
        Arrays.fill(seed, (byte) 0);
        Arrays.fill(value, (byte) 0);
    }

    /** The identity of this store; empty before {@link #create}. */
    public static Optional<IdentityRecord> read(Transaction tx) {
        return tx.get(KEY).map(IdentityRecord::decode);
    }

    /** The record as it is stored, secrets and all: for a search that must not find them. */
    public static Optional<byte[]> raw(Transaction tx) {
        return tx.get(KEY);
    }

    private static IdentityRecord decode(byte[] value) {
        if (value.length <= 1 + SEED || value[0] != VERSION) {
            throw new IllegalStateException("identity record");
        }
        String name = new String(value, 1 + SEED, value.length - 1 - SEED, StandardCharsets.UTF_8);
        try (SecretKey seed = SecretKey.take(Arrays.copyOfRange(value, 1, 1 + SEED))) {
            return new IdentityRecord(Identity.fromSeed(seed), name);
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "IdentityRecord[redacted]";
    }
}
