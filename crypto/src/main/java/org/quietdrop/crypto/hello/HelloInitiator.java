package org.quietdrop.crypto.hello;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.ConstantTime;
import org.quietdrop.crypto.RandomSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * The dialler's side of the hello: {@link #first}, {@link #slots}, {@link #finish}, in this order
 * and once each. Bytes in, bytes out. After {@code OpenFailed} nothing more can be done with it;
 * close it in any case, also after success. For one thread at a time.
 */
public final class HelloInitiator implements AutoCloseable {
    /** How many relations one hello can ask for. */
    public static final int MAX_RELATIONS = HelloTokens.SLOTS;

    private final RandomSource random;
    private final HelloNoise noise;
    private List<byte[]> expected = List.of();

    /** Draws nothing yet. */
    public HelloInitiator(RandomSource random) {
        this.random = random;
        this.noise = HelloNoise.initiator(random);
    }

    /** The first message, 32 bytes. Draws 32 bytes. */
    public byte[] first() {
        return noise.write();
    }

    /**
     * Takes the reply and makes the slots: a tag for each relation, shuffled, the rest random.
     * Draws 2,048 bytes of slots, then 1,024 bytes for the shuffle. Takes the same time for any
     * number of relations.
     *
     * @param reply 48 bytes
     * @param relations at most {@link #MAX_RELATIONS}; their order cannot be seen by anybody
     * @return 2,064 bytes
     * @throws org.quietdrop.crypto.OpenFailed if the reply is malformed
     */
    public byte[] slots(byte[] reply, List<HelloRelation> relations) {
        if (relations.size() > MAX_RELATIONS) {
            throw new IllegalArgumentException("at most 256 relations fit into a hello");
        }
        noise.read(reply);
        Bytes h = noise.h();
        ByteBuffer slots = ByteBuffer.wrap(random.bytes(HelloTokens.SLOTS * HelloTokens.SLOT));
        List<Integer> places = shuffled(random);
        List<byte[]> answers = new ArrayList<>();
        for (int i = 0; i < HelloTokens.SLOTS; i++) {
            boolean real = i < relations.size();
            HelloRelation relation = real ? relations.get(i) : HelloTokens.NOBODY;
            long tag = HelloTokens.slot(relation.helloKey(), h, relation.self());
            byte[] answer = HelloTokens.answer(relation.helloKey(), h, relation.peer());
            if (real) {
                slots.putLong(places.get(i) * HelloTokens.SLOT, tag);
                answers.add(answer);
            }
        }
        expected = answers;
        return noise.seal(slots.array());
    }

    /** All places in an order drawn by chance: sorted by random numbers of 32 bits. */
    static List<Integer> shuffled(RandomSource random) {
        ByteBuffer keys = ByteBuffer.wrap(random.bytes(HelloTokens.SLOTS * Integer.BYTES));
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < HelloTokens.SLOTS; i++) {
            places.add(i);
        }
        places.sort(Comparator.comparingInt(i -> keys.getInt(i * Integer.BYTES)));
        return places;
    }

    /**
     * Takes the answer. All relations are compared, in constant time each.
     *
     * @param answer 32 bytes
     * @return the number of the relation that is at the other end, in the list given to {@link
     *     #slots}; empty: a stranger, or nobody who wants to know us
     * @throws org.quietdrop.crypto.OpenFailed if the answer is malformed
     */
    public OptionalInt finish(byte[] answer) {
        byte[] token = noise.open(answer, HelloTokens.ANSWER);
        int match = -1;
        for (int i = 0; i < expected.size(); i++) {
            boolean same = ConstantTime.equal(expected.get(i), token);
            match = same && match < 0 ? i : match;
        }
        return match < 0 ? OptionalInt.empty() : OptionalInt.of(match);
    }

    /**
     * The handshake hash, 64 bytes, which the link after it is bound to; known from {@link #slots}
     * on.
     */
    public Bytes h() {
        return noise.h();
    }

    @Override
    public void close() {
        noise.close();
    }
}
