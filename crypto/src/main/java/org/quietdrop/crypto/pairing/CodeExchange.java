package org.quietdrop.crypto.pairing;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.Cpace;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.Ristretto255;
import org.quietdrop.crypto.SecretKey;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The two messages that turn a spoken code into the psk of a Noise XXpsk0, by CPace: who does not
 * know the code learns nothing from them and has one guess an exchange (PROTOCOL.md, Pairing).
 */
public final class CodeExchange {
    /** Typist to holder: sid 16, Ya 32. */
    public static final int FIRST_SIZE = 48;

    /** Holder to typist: Yb 32. */
    public static final int REPLY_SIZE = 32;

    private static final int SID = 16;
    private static final byte[] CHANNEL =
            Bytes.join(
                    Cpace.lv(ascii("QuietDrop/1 typist")), Cpace.lv(ascii("QuietDrop/1 holder")));
    private static final Bytes TYPIST = Bytes.of(ascii("typist"));
    private static final Bytes HOLDER = Bytes.of(ascii("holder"));
    private static final byte[] PSK = ascii("QuietDrop/1 code psk");
    private static final byte[] PROLOGUE = ascii("QuietDrop/1 code");
    private static final byte[] NO_SALT = new byte[64];

    private CodeExchange() {}

    /**
     * What the exchange leaves: whether both used one code shows only in the Noise handshake after
     * it.
     *
     * @param psk the psk of XXpsk0; whoever takes it closes it
     * @param prologue the prologue of XXpsk0, 96 bytes
     */
    public record Result(SecretKey psk, Bytes prologue) {
        @Override
        public String toString() {
            return "CodeExchange.Result[redacted]";
        }
    }

    /** The side that typed the code; it speaks first, also in the Noise handshake that follows. */
    public static final class Typist implements AutoCloseable {
        private final Bytes sid;
        private final Bytes share;
        private final SecretKey scalar;

        /** Draws the session id (16 bytes), then the scalar (64 bytes, reduced). */
        public Typist(PairingCode code, RandomSource random) {
            byte[] id = random.bytes(SID);
            this.sid = Bytes.of(id);
            this.scalar = Ristretto255.randomScalar(random);
            this.share = share(code, id, scalar);
        }

        /** The first message, {@link #FIRST_SIZE} bytes. */
        public byte[] first() {
            return Bytes.join(sid.toArray(), share.toArray());
        }

        /**
         * Takes the holder's reply.
         *
         * @throws OpenFailed if it has the wrong size, is no point, or is the identity
         */
        public Result finish(byte[] reply) {
            if (reply.length != REPLY_SIZE) {
                throw new OpenFailed();
            }
            Cpace.Exchange seen = seen(sid, share, Bytes.of(reply));
            return resultOf(seen, Cpace.initiatorKey(seen, scalar.expose()));
        }

        @Override
        public void close() {
            scalar.close();
        }
    }

    /** The side that shows the code. Made anew for every exchange. */
    public static final class Holder {
        private final Bytes reply;
        private final Result result;

        /**
         * Answers the typist's first message. Draws the scalar (64 bytes, reduced).
         *
         * @throws OpenFailed if it has the wrong size, holds no point, or the identity
         */
        public Holder(PairingCode code, byte[] first, RandomSource random) {
            if (first.length != FIRST_SIZE) {
                throw new OpenFailed();
            }
            byte[] sid = Arrays.copyOf(first, SID);
            Bytes share = Bytes.of(Arrays.copyOfRange(first, SID, FIRST_SIZE));
            try (SecretKey scalar = Ristretto255.randomScalar(random)) {
                this.reply = share(code, sid, scalar);
                Cpace.Exchange seen = seen(Bytes.of(sid), share, reply);
                this.result = resultOf(seen, Cpace.responderKey(seen, scalar.expose()));
            }
        }

        /** The reply, {@link #REPLY_SIZE} bytes. */
        public byte[] reply() {
            return reply.toArray();
        }

        /** What the exchange leaves. */
        public Result result() {
            return result;
        }
    }

    private static Bytes share(PairingCode code, byte[] sid, SecretKey scalar) {
        byte[] prs = code.prs();
        byte[] generator = Cpace.generator(prs, CHANNEL, sid);
        Bytes share = Bytes.of(Cpace.share(generator, scalar.expose()));
        Arrays.fill(prs, (byte) 0);
        Arrays.fill(generator, (byte) 0);
        return share;
    }

    private static Cpace.Exchange seen(Bytes sid, Bytes ya, Bytes yb) {
        return new Cpace.Exchange(sid, ya, TYPIST, yb, HOLDER);
    }

    private static Result resultOf(Cpace.Exchange seen, byte[] key) {
        SecretKey psk = SecretKey.take(Blake2b.hkdf(NO_SALT, key, PSK, SecretKey.SIZE));
        Arrays.fill(key, (byte) 0);
        byte[] prologue =
                Bytes.join(
                        PROLOGUE, seen.sid().toArray(), seen.ya().toArray(), seen.yb().toArray());
        return new Result(psk, Bytes.of(prologue));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
