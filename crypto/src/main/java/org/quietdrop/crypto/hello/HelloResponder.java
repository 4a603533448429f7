package org.quietdrop.crypto.hello;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;

/**
 * The listener's side of the hello: {@link #answer}, then {@link #match}, once each. It says the
 * same to a stranger as to a contact, in the same time, as far as anybody but a contact can tell.
 * For one thread at a time; close it in any case.
 */
public final class HelloResponder implements AutoCloseable {
    private final RandomSource random;
    private final HelloNoise noise;

    /** Draws nothing yet. */
    public HelloResponder(RandomSource random) {
        this.random = random;
        this.noise = HelloNoise.responder(random);
    }

    /**
     * Answers the first message. Draws 32 bytes.
     *
     * @param first 32 bytes
     * @return 48 bytes
     * @throws org.quietdrop.crypto.OpenFailed if it is malformed
     */
    public byte[] answer(byte[] first) {
        noise.read(first);
        return noise.write();
    }

    /**
     * Looks for all relations in the slots. Computes a multiple of 256 tags, at least 256, whatever
     * the number of relations, and compares each with every slot. Draws 16 bytes, which are the
     * answer when nothing matches.
     *
     * @param slots 2,064 bytes
     * @param relations all of them, invitations first: when several match, the first one counts
     * @throws org.quietdrop.crypto.OpenFailed if the slots are malformed
     */
    public HelloMatch match(byte[] slots, List<HelloRelation> relations) {
        ByteBuffer plain = ByteBuffer.wrap(noise.open(slots, HelloTokens.SLOTS * HelloTokens.SLOT));
        long[] offered = new long[HelloTokens.SLOTS];
        plain.asLongBuffer().get(offered);
        Bytes h = noise.h();
        byte[] token = random.bytes(HelloTokens.ANSWER);
        int match = -1;
        int count = HelloTokens.padded(relations.size());
        for (int i = 0; i < count; i++) {
            boolean real = i < relations.size();
            HelloRelation relation = real ? relations.get(i) : HelloTokens.NOBODY;
            long wanted = HelloTokens.slot(relation.helloKey(), h, relation.peer());
            long found = 0;
            for (long slot : offered) {
                found |= HelloTokens.equal(slot, wanted);
            }
            match = real && found == 1 && match < 0 ? i : match;
        }
        HelloRelation chosen = match < 0 ? HelloTokens.NOBODY : relations.get(match);
        byte[] answer = HelloTokens.answer(chosen.helloKey(), h, chosen.self());
        Bytes sealed = Bytes.of(noise.seal(match < 0 ? token : answer));
        return new HelloMatch(sealed, match < 0 ? OptionalInt.empty() : OptionalInt.of(match));
    }

    /**
     * The handshake hash, 64 bytes, which the link after it is bound to; known from the answer on.
     */
    public Bytes h() {
        return noise.h();
    }

    @Override
    public void close() {
        noise.close();
    }
}
