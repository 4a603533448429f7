package org.quietdrop.store.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Behaves as one long array, also when more is used than fits into memory. */
final class PagedVolumeTest {
    private static final int SIZE = 40 << 20;

    @TempDir private Path folder;

    @Test
    void itIsOneLongArray() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        byte[] model = new byte[SIZE];
        Path file = folder.resolve("volume");
        for (int life = 0; life < 3; life++) {
            PagedVolume volume = new PagedVolume(file);
            volume.ensureAvailable(SIZE);
            for (int i = 0; i < 40_000; i++) {
                int at = random.nextInt(SIZE - 10_000);
                step(random, volume, model, at);
            }
            if (life == 1) {
                volume.sync();
            }
            volume.close();
            assertEquals(SIZE, Files.size(file));
            assertArrayEquals(model, Files.readAllBytes(file), "seed " + seed);
        }
        PagedVolume volume = new PagedVolume(file);
        volume.truncate(SIZE / 2 + 5);
        volume.putLong(SIZE / 2 + 100, 7);
        Arrays.fill(model, SIZE / 2 + 5, SIZE, (byte) 0);
        ByteBuffer.wrap(model).putLong(SIZE / 2 + 100, 7);
        volume.close();
        assertArrayEquals(Arrays.copyOf(model, SIZE / 2 + 108), Files.readAllBytes(file));
    }

    private static void step(SplittableRandom random, PagedVolume volume, byte[] model, int at) {
        ByteBuffer array = ByteBuffer.wrap(model);
        byte[] some = new byte[random.nextInt(10_000)];
        switch (random.nextInt(9)) {
            case 0 -> {
                long value = random.nextLong();
                volume.putLong(at, value);
                array.putLong(at, value);
            }
            case 1 -> {
                volume.putInt(at, at);
                array.putInt(at, at);
            }
            case 2 -> {
                volume.putByte(at, (byte) at);
                array.put(at, (byte) at);
            }
            case 3 -> {
                random.nextBytes(some);
                volume.putData(at, some, 0, some.length);
                array.put(at, some);
            }
            case 4 -> {
                volume.clear(at, at + some.length);
                array.put(at, new byte[some.length]);
            }
            case 5 -> assertEquals(array.getLong(at), volume.getLong(at));
            case 6 -> assertEquals(array.getInt(at), volume.getInt(at));
            case 7 -> assertEquals(array.get(at), volume.getByte(at));
            default -> {
                volume.getData(at, some, 0, some.length);
                assertArrayEquals(Arrays.copyOfRange(model, at, at + some.length), some);
            }
        }
    }
}
