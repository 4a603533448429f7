package org.quietdrop.crypto;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.Optional;

/**
 * The one slab of native memory in which this process keeps long-lived secrets: between guard
 * pages, kept out of swap and of core dumps where the system allows, never moved by the collector.
 * Made at first use, small enough for systems that lock no more than 64 KiB, and kept until the
 * process ends. Thread-safe.
 */
public final class LockedMemory {
    /** Its size in bytes: with libsodium's mark before it, twelve pages of 4 KiB. */
    static final int SIZE = 12 * 4096 - 64;

    /** Places begin and end at multiples of this. */
    static final int UNIT = 32;

    private static @Nullable LockedMemory slab;

    private final @Nullable MemorySegment memory;
    private final boolean locked;
    private final BitSet used = new BitSet();
    private boolean full;

    /** A part of the slab; zeros at first. Not used any more after {@link #free}. */
    record Place(MemorySegment bytes, LockedMemory slab, int unit) {
        /** Wipes it and gives it back. */
        void free() {
            bytes.fill((byte) 0);
            slab.release(this);
        }
    }

    private LockedMemory(Natives library, int size) {
        MemorySegment got = library.sodium_malloc(size);
        memory = got.equals(MemorySegment.NULL) ? null : sized(got, size);
        locked = memory != null && library.sodium_mlock(memory) == 0;
        // libsodium fills new memory with a pattern.
        if (memory != null) memory.fill((byte) 0);
    }

    @SuppressWarnings("restricted")
    private static MemorySegment sized(MemorySegment at, int size) {
        return at.reinterpret(size);
    }

    private static synchronized LockedMemory slab() {
        LockedMemory made = slab;
        if (made == null) {
            made = new LockedMemory(Sodium.library(), SIZE);
            slab = made;
        }
        return made;
    }

    /** A slab of its own; for tests of its borders. */
    static LockedMemory ofSize(int size) {
        return new LockedMemory(Sodium.library(), size);
    }

    /** A place in the slab of this process; null when there is none left. */
    static @Nullable Place place(int size) {
        return slab().take(size);
    }

    synchronized @Nullable Place take(int size) {
        int units = Math.max(1, (size + UNIT - 1) / UNIT);
        MemorySegment all = memory;
        int most = all == null ? 0 : (int) (all.byteSize() / UNIT);
        for (int from = used.nextClearBit(0); from + units <= most; ) {
            int next = used.nextSetBit(from);
            if (all != null && (next < 0 || next >= from + units)) {
                used.set(from, from + units);
                return new Place(all.asSlice((long) from * UNIT, size), this, from);
            }
            from = used.nextClearBit(next);
        }
        full = true;
        return null;
    }

    private synchronized void release(Place place) {
        int units = Math.max(1, (int) (place.bytes().byteSize() + UNIT - 1) / UNIT);
        used.clear(place.unit(), place.unit() + units);
    }

    /** How many bytes are in use, in whole units. */
    synchronized int inUse() {
        return used.cardinality() * UNIT;
    }

    /** What the user should know of it; empty when all is well. May be called at any time. */
    public static Optional<String> warning() {
        return slab().trouble();
    }

    synchronized Optional<String> trouble() {
        if (memory == null) {
            return Optional.of(
                    "the system gives no memory for keys; they lie among all other data");
        }
        if (!locked) {
            return Optional.of(
                    "the system does not lock memory: keys could be written to its swap space");
        }
        return full
                ? Optional.of("the locked memory is full; some keys lie among all other data")
                : Optional.empty();
    }
}
