package org.quietdrop.node.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.MlKem768;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.hello.HelloInitiator;
import org.quietdrop.crypto.noise.CellCipher;
import org.quietdrop.crypto.noise.HandshakePattern;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.pairing.Kk2Payload;
import org.quietdrop.node.contact.InvitedRelation;
import org.quietdrop.node.contact.PairRelation;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Who dials: hello, then KKpsk0 as its initiator, then the cell with LinkKem (PROTOCOL.md, "From
 * hello to link"); after the hello of an invitation the pairing.
 */
final class LinkDialler implements Handshake {
    static final HandshakePattern KK = HandshakePattern.KK.withPsk(0);
    static final byte[] PROLOGUE = "QuietDrop/1 link".getBytes(US_ASCII);

    private enum Awaits {
        REPLY(48),
        ANSWER(32),
        KK2(Cells.WIRE),
        NOTHING(0);

        private final int size;

        Awaits(int size) {
            this.size = size;
        }
    }

    private final Self self;
    private final Inviting inviting;
    private final Supplier<RelationBook> books;
    private final RandomSource random;
    private final HelloInitiator hello;
    private Awaits awaits = Awaits.REPLY;
    private @Nullable RelationBook book;
    private @Nullable PairRelation relation;
    private @Nullable HandshakeState noise;
    private @Nullable SecretKey exp;
    private boolean closed;

    /**
     * Begins nothing yet.
     *
     * @param inviting how to go on with an invitation
     * @param books the relations of the moment in which they are asked for; kept until this is
     *     closed
     */
    LinkDialler(Inviting inviting, Supplier<RelationBook> books, RandomSource random) {
        this.self = inviting.self();
        this.inviting = inviting;
        this.books = books;
        this.random = random;
        this.hello = new HelloInitiator(random);
    }

    @Override
    public byte[] begin() {
        return hello.first();
    }

    @Override
    public int awaits() {
        return awaits.size;
    }

    @Override
    public Step take(byte[] message) {
        return switch (awaits) {
            case REPLY -> slots(message);
            case ANSWER -> answer(message);
            case KK2 -> link(message);
            case NOTHING -> throw new IllegalStateException("nothing is awaited");
        };
    }

    private Step slots(byte[] reply) {
        RelationBook now = books.get().retain();
        book = now;
        var relations = RelationBook.forHello(now.dialled(), self.identity().userId());
        byte[] slots = hello.slots(reply, relations);
        awaits = Awaits.ANSWER;
        return new Step.Say(Bytes.of(slots));
    }

    private Step answer(byte[] answer) {
        OptionalInt match = hello.finish(answer);
        if (match.isEmpty() || book == null) {
            awaits = Awaits.NOTHING;
            return new Step.Stranger(Bytes.of(new byte[0]));
        }
        return switch (book.dialled().get(match.getAsInt())) {
            case PairRelation pair -> kk1(pair);
            case InvitedRelation invited -> xx1(invited);
        };
    }

    /** The pairing has its own copy of all it needs. */
    private Step xx1(InvitedRelation found) {
        Handshake.Pairing rest =
                inviting.begin(found, HandshakeState.Role.INITIATOR, hello.h(), random);
        awaits = Awaits.NOTHING;
        return new Step.Invited(Bytes.of(rest.begin()), found.invitation(), found.inviter(), rest);
    }

    private Step kk1(PairRelation found) {
        HandshakeState kk =
                new HandshakeState(
                        KK,
                        HandshakeState.Role.INITIATOR,
                        Self.prologue(PROLOGUE, hello.h()),
                        self.keys().withRemote(found.peerStatic()).withPsk(found.psk()),
                        random);
        relation = found;
        noise = kk;
        awaits = Awaits.KK2;
        return new Step.Say(Bytes.of(kk.writeMessage(self.versions().encode())));
    }

    private Step link(byte[] kk2) {
        HandshakeState kk = noise;
        PairRelation found = relation;
        if (kk == null || found == null) throw new IllegalStateException("no handshake runs");
        Kk2Payload payload = Kk2Payload.decode(kk.readMessage(kk2));
        self.agree(payload.versions());
        MlKem768.Encapsulation made = MlKem768.encaps(payload.ek().toArray(), random);
        try (SecretKey ss = made.ss()) {
            SecretKey exported = PairingParty.export(kk);
            exp = exported;
            CellCipher cipher = new CellCipher(kk.split());
            byte[] first = Cells.pack(List.of(new Frame.LinkKem(made.ct()))).getFirst();
            byte[] cell = cipher.seal(first);
            cipher.mixKem(ss.expose());
            awaits = Awaits.NOTHING;
            exp = null;
            return new Step.Linked(
                    Bytes.of(cell), found.id(), hello.h(), new SealedCells(cipher), exported);
        }
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        hello.close();
        if (noise != null) noise.close();
        if (book != null) book.release();
        if (exp != null) exp.close();
    }
}
