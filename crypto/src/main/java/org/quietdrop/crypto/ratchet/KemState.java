package org.quietdrop.crypto.ratchet;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SecretKey;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The ML-KEM exchanges of one session, in both directions (PROTOCOL.md, "ML-KEM in the ratchet").
 * Mutable inside a copy of a state.
 */
final class KemState implements AutoCloseable {
    /** So many sending steps without ML-KEM, and it is time for an offer. */
    static final int STEPS = 20;

    /** So long without ML-KEM, and it is time; an offer without an answer is replaced, too. */
    static final Duration AGE = Duration.ofHours(24);

    /** How many secrets are kept that the other side has not mixed in yet. */
    static final int KEPT = 4;

    private static final int KEY = 32;
    private static final int DK = 2_400;
    private static final int SHARED = Integer.BYTES + KEY;
    private static final int FIXED = 5 * Integer.BYTES + 2 * Long.BYTES + 3;

    /** The secret of one exchange: its number, from 1, and 32 bytes. */
    record Shared(int number, SecretKey secret) {
        Shared copy() {
            return new Shared(number, secret.copy());
        }

        @Override
        public String toString() {
            return "Shared[" + number + ", redacted]";
        }
    }

    /** The numbers in the headers of the present chains; 0: none. */
    int sending;

    int receiving;

    // What we offer.
    private int steps;
    private long since;
    private int offered;
    private long offeredAt;
    private @Nullable SecretKey open;
    private @Nullable Shared waiting;

    // What the other side offers.
    private int answered;
    private final ArrayDeque<Shared> kept = new ArrayDeque<>();

    /** A session that has just begun. */
    static KemState begin(Instant now) {
        KemState kem = new KemState();
        kem.since = now.getEpochSecond();
        return kem;
    }

    /** Whether it is time for an offer; never while a secret waits to be mixed in. */
    boolean due(Instant now) {
        if (waiting != null) {
            return false;
        }
        if (open != null) {
            return old(offeredAt, now);
        }
        return steps >= STEPS || old(since, now);
    }

    /** Whether a secret waits to be mixed in. */
    boolean waits() {
        return waiting != null;
    }

    /** A clock that was put back by as much counts, too. */
    private static boolean old(long second, Instant now) {
        return Math.abs(now.getEpochSecond() - second) >= AGE.toSeconds();
    }

    /** A new offer in place of an older one; its number. Takes over the decapsulation key. */
    int offer(SecretKey decapsulationKey, Instant now) {
        if (waiting != null || offered == Integer.MAX_VALUE) {
            throw new IllegalStateException("no offer may be made now");
        }
        SecretKey before = open;
        if (before != null) {
            before.close();
        }
        open = decapsulationKey;
        offered++;
        offeredAt = now.getEpochSecond();
        return offered;
    }

    /** The decapsulation key of the newest offer, live, if that is its number and it is open. */
    @Nullable SecretKey open(int number) {
        return number == offered ? open : null;
    }

    /** The newest offer was answered: its key goes, the secret waits for the next sending step. */
    void taken(SecretKey secret) {
        SecretKey key = open;
        if (key != null) {
            key.close();
        }
        open = null;
        waiting = new Shared(offered, secret);
    }

    /** Whether an offer of the other side is new. */
    boolean isNew(int number) {
        return number > answered;
    }

    /** Keeps the secret of an offer that is answered now. */
    void answer(int number, SecretKey secret) {
        answered = number;
        kept.addLast(new Shared(number, secret));
        if (kept.size() > KEPT) {
            kept.removeFirst().secret().close();
        }
    }

    /**
     * What is mixed into the sending step that is made now; null: nothing. The caller closes it.
     */
    @Nullable Shared forSending(Instant now) {
        Shared mixed = waiting;
        waiting = null;
        if (mixed == null) {
            steps++;
            sending = 0;
        } else {
            steps = 0;
            since = now.getEpochSecond();
            sending = mixed.number();
        }
        return mixed;
    }

    /**
     * What the other side has mixed into a step; null: nothing. The caller closes it; it and all
     * before it are gone.
     *
     * @throws OpenFailed if it is not here
     */
    @Nullable Shared forReceiving(int number) {
        receiving = number;
        if (number == 0) {
            return null;
        }
        Iterator<Shared> each = kept.iterator();
        while (each.hasNext()) {
            Shared one = each.next();
            if (one.number() > number) {
                break;
            }
            each.remove();
            if (one.number() == number) {
                return one;
            }
            one.secret().close();
        }
        throw new OpenFailed();
    }

    KemState copy() {
        KemState copy = new KemState();
        copy.sending = sending;
        copy.receiving = receiving;
        copy.steps = steps;
        copy.since = since;
        copy.offered = offered;
        copy.offeredAt = offeredAt;
        copy.open = open == null ? null : open.copy();
        copy.waiting = waiting == null ? null : waiting.copy();
        copy.answered = answered;
        for (Shared one : kept) {
            copy.kept.addLast(one.copy());
        }
        return copy;
    }

    int encodedSize() {
        int size = FIXED + kept.size() * SHARED;
        size += open == null ? 0 : DK;
        return waiting == null ? size : size + SHARED;
    }

    void encode(ByteBuffer out) {
        out.putInt(sending).putInt(receiving).putInt(steps).putLong(since);
        out.putInt(offered).putLong(offeredAt);
        SecretKey key = open;
        out.put((byte) (key == null ? 0 : 1));
        if (key != null) {
            out.put(key.expose());
        }
        Shared mix = waiting;
        out.put((byte) (mix == null ? 0 : 1));
        if (mix != null) {
            encode(out, mix);
        }
        out.putInt(answered).put((byte) kept.size());
        for (Shared one : kept) {
            encode(out, one);
        }
    }

    private static void encode(ByteBuffer out, Shared one) {
        out.putInt(one.number()).put(one.secret().expose());
    }

    /** Reads what {@link #encode} wrote. */
    static KemState decode(ByteBuffer in) {
        KemState kem = new KemState();
        kem.sending = RatchetState.number(in);
        kem.receiving = RatchetState.number(in);
        kem.steps = RatchetState.number(in);
        kem.since = in.getLong();
        kem.offered = RatchetState.number(in);
        kem.offeredAt = in.getLong();
        if (RatchetState.flag(in)) {
            byte[] key = new byte[DK];
            in.get(key);
            kem.open = SecretKey.take(key);
        }
        kem.waiting = RatchetState.flag(in) ? shared(in) : null;
        kem.answered = RatchetState.number(in);
        int count = in.get() & 0xff;
        if (count > KEPT) {
            throw new IllegalArgumentException("too many secrets of ML-KEM");
        }
        for (int i = 0; i < count; i++) {
            kem.kept.addLast(shared(in));
        }
        return kem;
    }

    private static Shared shared(ByteBuffer in) {
        return new Shared(RatchetState.number(in), RatchetState.key(in));
    }

    @Override
    public void close() {
        SecretKey key = open;
        if (key != null) {
            key.close();
        }
        Shared mix = waiting;
        if (mix != null) {
            mix.secret().close();
        }
        kept.forEach(one -> one.secret().close());
    }

    @Override
    public String toString() {
        return "KemState[offered " + offered + ", answered " + answered + "]";
    }
}
