package org.quietdrop.node.link;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.KemKeyPair;
import org.quietdrop.crypto.MlKem768;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.hello.HelloMatch;
import org.quietdrop.crypto.hello.HelloResponder;
import org.quietdrop.crypto.noise.CellCipher;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.pairing.Kk2Payload;
import org.quietdrop.crypto.pairing.VersionRange;
import org.quietdrop.node.contact.InvitedRelation;
import org.quietdrop.node.contact.PairRelation;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.ProtocolViolation;

import java.util.List;
import java.util.function.Supplier;

/**
 * Who is dialled: hello, then KKpsk0 as its responder, then the cell with LinkKem, before which
 * nothing counts (PROTOCOL.md, "From hello to link"). A stranger meets the same steps up to the end
 * of the hello, and after it what a contact meets whose first message is wrong or never comes.
 * After the hello of an invitation the pairing follows.
 */
final class LinkAnswerer implements Handshake {
    private enum Awaits {
        HELLO(32),
        SLOTS(2_064),
        KK1(64),
        FIRST_CELL(Cells.WIRE),
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
    private final HelloResponder hello;
    private Awaits awaits = Awaits.HELLO;
    private @Nullable RelationId relation;
    private @Nullable HandshakeState noise;
    private @Nullable KemKeyPair kem;
    private @Nullable CellCipher cipher;
    private @Nullable SecretKey exp;
    private boolean closed;

    /**
     * Begins nothing yet.
     *
     * @param inviting how to go on with an invitation
     * @param books the relations of the moment in which they are asked for
     */
    LinkAnswerer(Inviting inviting, Supplier<RelationBook> books, RandomSource random) {
        this.self = inviting.self();
        this.inviting = inviting;
        this.books = books;
        this.random = random;
        this.hello = new HelloResponder(random);
    }

    @Override
    public byte[] begin() {
        return new byte[0];
    }

    @Override
    public int awaits() {
        return awaits.size;
    }

    @Override
    public Step take(byte[] message) {
        return switch (awaits) {
            case HELLO -> reply(message);
            case SLOTS -> match(message);
            case KK1 -> kk2(message);
            case FIRST_CELL -> link(message);
            case NOTHING -> throw new IllegalStateException("nothing is awaited");
        };
    }

    private Step reply(byte[] first) {
        byte[] reply = hello.answer(first);
        awaits = Awaits.SLOTS;
        return new Step.Say(Bytes.of(reply));
    }

    private Step match(byte[] slots) {
        List<Relation> all = books.get().all();
        HelloMatch match = hello.match(slots, RelationBook.forHello(all, self.identity().userId()));
        awaits = Awaits.KK1;
        if (match.relation().isPresent()) {
            switch (all.get(match.relation().getAsInt())) {
                case PairRelation pair -> begin(pair);
                case InvitedRelation invited -> {
                    awaits = Awaits.NOTHING;
                    return new Step.Invited(
                            match.answer(),
                            invited.invitation(),
                            invited.inviter(),
                            inviting.begin(
                                    invited, HandshakeState.Role.RESPONDER, hello.h(), random));
                }
            }
        }
        return new Step.Say(match.answer());
    }

    private void begin(PairRelation found) {
        relation = found.id();
        noise =
                new HandshakeState(
                        LinkDialler.KK,
                        HandshakeState.Role.RESPONDER,
                        Self.prologue(LinkDialler.PROLOGUE, hello.h()),
                        self.keys().withRemote(found.peerStatic()).withPsk(found.psk()),
                        random);
    }

    private Step kk2(byte[] kk1) {
        HandshakeState kk = noise;
        if (kk == null) throw new OpenFailed();
        self.agree(VersionRange.decode(kk.readMessage(kk1)));
        KemKeyPair fresh = MlKem768.generate(random);
        kem = fresh;
        Kk2Payload payload = new Kk2Payload(self.versions(), Bytes.of(fresh.encapsulationKey()));
        byte[] kk2 = kk.writeMessage(payload.encode());
        exp = PairingParty.export(kk);
        cipher = new CellCipher(kk.split());
        awaits = Awaits.FIRST_CELL;
        return new Step.Say(Bytes.of(kk2));
    }

    private Step link(byte[] cell) {
        CellCipher opener = cipher;
        KemKeyPair fresh = kem;
        RelationId id = relation;
        SecretKey exported = exp;
        if (opener == null || fresh == null || id == null || exported == null) {
            throw new IllegalStateException("no handshake runs");
        }
        List<Frame> frames = Cells.unpack(opener.open(cell));
        if (frames.size() != 1 || !(frames.getFirst() instanceof Frame.LinkKem answer)) {
            throw new ProtocolViolation(ProtocolViolation.Reason.ORDER);
        }
        try (SecretKey ss = fresh.decaps(answer.ct().toArray())) {
            opener.mixKem(ss.expose());
        }
        cipher = null;
        exp = null;
        awaits = Awaits.NOTHING;
        return new Step.Linked(
                Bytes.of(new byte[0]), id, hello.h(), new SealedCells(opener), exported);
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        hello.close();
        if (noise != null) noise.close();
        if (kem != null) kem.close();
        if (cipher != null) cipher.close();
        if (exp != null) exp.close();
    }
}
