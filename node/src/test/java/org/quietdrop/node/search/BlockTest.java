package org.quietdrop.node.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.store.record.SearchBlock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Packed blocks: as FORMAT.md says, and never more than they are. */
final class BlockTest {
    private static byte[] golden() throws IOException {
        String page = Files.readString(Path.of("../store/FORMAT.md"));
        Matcher block = Pattern.compile("```golden record-search\n([0-9a-f\\s]+)```").matcher(page);
        assertTrue(block.find());
        return HexFormat.of().parseHex(block.group(1).replaceAll("\\s", ""));
    }

    private static Block sample() {
        return new BlockWriter()
                .add(5, false, 0x01020304 - 60, "This? His!")
                .add(0, true, 0x01020304, "hi Bob")
                .done();
    }

    @Test
    void itIsPackedAsTheFormatSays() throws IOException {
        assertArrayEquals(golden(), sample().kept().encode());
        Block read = Block.of(SearchBlock.decode(golden()));
        assertArrayEquals(golden(), read.kept().encode());
        assertEquals(0x01020304, read.newest());
        assertEquals(0x01020304 - 60, read.oldest());
        assertEquals(5, Bits.next(read.having(Query.parse("his").terms()), 0));
    }

    /** Whatever bytes come: a block or an error, no endless loop and no other failure. */
    @Test
    void damagedBlocksAreRefusedOrRead() {
        Random random = new Random(1);
        BlockWriter writer = new BlockWriter();
        for (int at = 0; at < 1_024; at++) {
            writer.add(at, at % 3 == 0, at, "the " + random.nextInt(300) + " " + random.nextInt(9));
        }
        byte[] whole = writer.done().kept().encode();
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = whole.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[258 + random.nextInt(bytes.length - 258)] = (byte) random.nextInt();
            }
            try {
                Block block = Block.of(SearchBlock.decode(bytes));
                for (String word : new String[] {"the", "1", "zz"}) {
                    block.having(Query.parse(word).terms());
                }
            } catch (IllegalStateException e) {
                refused++;
            }
        }
        assertTrue(refused > 1_000, "only " + refused + " were refused");
    }

    @Test
    void aWordInMostLinesTakesABitForEach() {
        BlockWriter writer = new BlockWriter();
        for (int at = 0; at < 1_024; at++) writer.add(at, true, at, "the");
        Block block = writer.done();
        assertEquals(1_024, Bits.count(block.having(Query.parse("\"the\"").terms())));
        assertTrue(block.kept().words().size() < 140);
    }

    @Test
    void nothingIsLeftAfterAWipe() {
        Block block = sample();
        block.wipe();
        assertEquals(-1, Bits.next(block.present(), 0));
        for (byte b : block.kept().words().toArray()) assertEquals(0, b);
    }
}
