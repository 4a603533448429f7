package org.quietdrop.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.CountingRandom;
import org.quietdrop.store.Golden;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Index entries are, byte for byte, what FORMAT.md says, and open under their own key only. */
final class FormatTest {
    private static final Bytes BOB = Bytes.of("bob".getBytes(StandardCharsets.US_ASCII));

    private final SlotSeal seal;
    private final IndexKey at = IndexKey.take(Golden.vector("index-key"));

    FormatTest() throws Exception {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 0x22);
        seal = new SlotSeal(SecretKey.take(key), new CountingRandom());
    }

    @Test
    void entries() throws Exception {
        Slot inline = new Slot(7, BOB, 5, new Slot.Content.Inline(BOB));
        Slot located = new Slot(7, BOB, 5, new Slot.Content.InJournal(2, 128, 1, 15));
        Golden.check("index-inline", seal.seal(at, inline));
        Golden.check("index-located", seal.seal(at, located));
        assertEquals(inline, seal.open(at, Golden.vector("index-inline")));
        assertEquals(located, seal.open(at, Golden.vector("index-located")));
    }

    @Test
    void movedRelabelledOrFlippedEntriesDoNotOpen() throws Exception {
        byte[] good = Golden.vector("index-inline");
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            assertThrows(StoreFailure.Broken.class, () -> seal.open(at, bad));
        }
        IndexKey other = IndexKey.take(Golden.vector("index-key-last"));
        assertThrows(StoreFailure.Broken.class, () -> seal.open(other, good));
        assertThrows(StoreFailure.Broken.class, () -> seal.open(at, new byte[3]));
    }
}
