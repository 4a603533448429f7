package org.quietdrop.store;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.XAead;
import org.quietdrop.store.disk.StoreFailure;

import java.util.Arrays;

/**
 * Seals values inside of the store's own seals. The store opens a record whenever it copies it, to
 * a fresh segment or to a fresh index, and every time leaves bytes in the heap. FORMAT.md 9.
 *
 * @param key of all such values of one store, in locked memory
 */
record SealedValue(SecretKey key, RandomSource random) {
    static SecretKey key(SecretKey storeKey) {
        return Blake2b.key(storeKey, "QDv1 db value");
    }

    byte[] seal(Key of, byte[] plain) {
        byte[] nonce = random.bytes(XAead.NONCE_SIZE);
        return Bytes.join(nonce, XAead.seal(key, nonce, bound(of), plain));
    }

    byte[] open(Key of, byte[] sealed) {
        if (sealed.length < XAead.NONCE_SIZE) throw damaged();
        try {
            return XAead.open(
                    key,
                    Arrays.copyOf(sealed, XAead.NONCE_SIZE),
                    bound(of),
                    Arrays.copyOfRange(sealed, XAead.NONCE_SIZE, sealed.length));
        } catch (OpenFailed e) {
            throw damaged();
        }
    }

    private static byte[] bound(Key of) {
        return Bytes.join(new byte[] {(byte) of.table().code()}, of.group().toArray());
    }

    private static StoreFailure damaged() {
        return new StoreFailure.Damaged("a sealed value does not open");
    }
}
