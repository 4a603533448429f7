package org.quietdrop.crypto.ratchet;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.SecretKey;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Message keys of envelopes that have not come yet, under (header key, n). Chains stand in the
 * order in which they began, keys in the order of their numbers; since a chain gets no more keys
 * once a later one has begun, the first key of the first chain is always the oldest.
 *
 * <p>Mutable, used only inside a copy of a state that nobody else has yet.
 */
final class SkippedKeys implements AutoCloseable {
    static final int MAX_CHAINS = 64;
    static final int MAX_KEYS = 4_000;
    static final Duration MAX_AGE = Duration.ofDays(40);

    private static final int KEY = 32;
    private static final int ENTRY = Integer.BYTES + Long.BYTES + KEY;

    private final ArrayDeque<Chain> chains = new ArrayDeque<>();
    private int count;

    /** One key: its number, when it was skipped (seconds since 1970) and the message key. */
    private record Entry(int n, long skippedAt, SecretKey key) {}

    /** The keys of one receiving chain. */
    private static final class Chain {
        final SecretKey headerKey;
        final ArrayList<Entry> entries = new ArrayList<>();

        Chain(SecretKey headerKey) {
            this.headerKey = headerKey;
        }
    }

    int keyCount() {
        return count;
    }

    int chainCount() {
        return chains.size();
    }

    /** The header keys of the chains, live, oldest first. */
    List<SecretKey> headerKeys() {
        List<SecretKey> keys = new ArrayList<>(chains.size());
        for (Chain chain : chains) {
            keys.add(chain.headerKey);
        }
        return keys;
    }

    /** Remembers a key, which from now on belongs to this. Drops the oldest beyond the limits. */
    void put(SecretKey headerKey, int n, SecretKey messageKey, Instant now) {
        Chain chain = chains.peekLast();
        if (chain == null || !chain.headerKey.sameAs(headerKey)) {
            chain = new Chain(headerKey.copy());
            chains.addLast(chain);
        }
        chain.entries.add(new Entry(n, now.getEpochSecond(), messageKey));
        count++;
        while (chains.size() > MAX_CHAINS) {
            drop(chains.removeFirst());
        }
        int over = count - MAX_KEYS;
        while (over > 0) {
            over -= dropOldest(over);
        }
    }

    /** Takes a key out; null if there is none. It belongs to the caller, who closes it. */
    @Nullable SecretKey take(SecretKey headerKey, int n) {
        Iterator<Chain> each = chains.iterator();
        while (each.hasNext()) {
            Chain chain = each.next();
            if (chain.headerKey.sameAs(headerKey)) {
                SecretKey found = takeFrom(chain, n);
                if (chain.entries.isEmpty()) {
                    chain.headerKey.close();
                    each.remove();
                }
                return found;
            }
        }
        return null;
    }

    private @Nullable SecretKey takeFrom(Chain chain, int n) {
        for (int i = 0; i < chain.entries.size(); i++) {
            if (chain.entries.get(i).n() == n) {
                count--;
                return chain.entries.remove(i).key();
            }
        }
        return null;
    }

    /** Drops what was skipped 40 days ago or earlier. */
    void expire(Instant now) {
        long last = now.minus(MAX_AGE).getEpochSecond();
        Iterator<Chain> each = chains.iterator();
        while (each.hasNext()) {
            Chain chain = each.next();
            chain.entries.removeIf(entry -> {
                boolean old = entry.skippedAt() <= last;
                if (old) {
                    entry.key().close();
                    count--;
                }
                return old;
            });
            if (chain.entries.isEmpty()) {
                chain.headerKey.close();
                each.remove();
            }
        }
    }

    /** Drops up to {@code most} keys of the oldest chain; says how many. */
    private int dropOldest(int most) {
        Chain oldest = chains.getFirst();
        int drop = Math.min(most, oldest.entries.size());
        List<Entry> old = oldest.entries.subList(0, drop);
        old.forEach(entry -> entry.key().close());
        old.clear();
        count -= drop;
        if (oldest.entries.isEmpty()) {
            oldest.headerKey.close();
            chains.removeFirst();
        }
        return drop;
    }

    private void drop(Chain chain) {
        chain.headerKey.close();
        chain.entries.forEach(entry -> entry.key().close());
        count -= chain.entries.size();
    }

    SkippedKeys copy() {
        SkippedKeys copy = new SkippedKeys();
        for (Chain chain : chains) {
            Chain twin = new Chain(SecretKey.of(chain.headerKey.expose()));
            twin.entries.ensureCapacity(chain.entries.size());
            for (Entry entry : chain.entries) {
                SecretKey key = SecretKey.of(entry.key().expose());
                twin.entries.add(new Entry(entry.n(), entry.skippedAt(), key));
            }
            copy.chains.addLast(twin);
        }
        copy.count = count;
        return copy;
    }

    int encodedSize() {
        return 1 + chains.size() * (KEY + 2) + count * ENTRY;
    }

    /** chains 1, each: header key 32, keys 2, each: n 4, skipped at 8, message key 32. */
    void encode(ByteBuffer out) {
        out.put((byte) chains.size());
        for (Chain chain : chains) {
            out.put(chain.headerKey.expose()).putShort((short) chain.entries.size());
            for (Entry entry : chain.entries) {
                out.putInt(entry.n()).putLong(entry.skippedAt()).put(entry.key().expose());
            }
        }
    }

    /** Reads what {@link #encode} wrote. */
    static SkippedKeys decode(ByteBuffer in) {
        SkippedKeys keys = new SkippedKeys();
        int chains = in.get() & 0xff;
        for (int i = 0; i < chains; i++) {
            Chain chain = new Chain(RatchetState.key(in));
            int entries = in.getShort() & 0xffff;
            for (int j = 0; j < entries; j++) {
                int n = in.getInt();
                long skippedAt = in.getLong();
                chain.entries.add(new Entry(n, skippedAt, RatchetState.key(in)));
            }
            keys.chains.addLast(chain);
            keys.count += entries;
        }
        if (chains > MAX_CHAINS || keys.count > MAX_KEYS) {
            throw new IllegalArgumentException("too many skipped keys");
        }
        return keys;
    }

    @Override
    public void close() {
        chains.forEach(this::drop);
        chains.clear();
        count = 0;
    }

    @Override
    public String toString() {
        return "SkippedKeys[" + chains.size() + " chains, " + count + " keys]";
    }
}
