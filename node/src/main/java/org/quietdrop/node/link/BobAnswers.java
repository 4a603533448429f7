package org.quietdrop.node.link;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.XxPayload;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;

import java.util.List;

/** Bob as the responder: his offer goes in XX2, Alice's {@code ct} comes in XX3. */
final class BobAnswers extends XxKeying {
    private enum Awaits {
        XX1(XxKeying.XX1),
        XX3(Cells.WIRE),
        COMMIT(0),
        NOTHING(0);

        private final int size;

        Awaits(int size) {
            this.size = size;
        }
    }

    private final RandomSource random;
    private Awaits awaits = Awaits.XX1;
    private Keying.@Nullable Bob bob;

    BobAnswers(PairingParty party, HandshakeState noise, RandomSource random) {
        super(party, noise);
        this.random = random;
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
            case XX1 -> offer(message);
            case XX3 -> keys(message);
            case COMMIT, NOTHING -> throw new IllegalStateException("nothing is awaited");
        };
    }

    private Step offer(byte[] xx1) {
        takeXx1(xx1);
        Keying.Bob offering = new Keying.Bob(random);
        bob = offering;
        byte[] xx2 = say(XxPayload.XX2, XxPayload.Part.OFFER, offering.offer());
        awaits = Awaits.XX3;
        return new Step.Say(Bytes.of(xx2));
    }

    private Step keys(byte[] xx3) {
        Keying.Bob offering = bob;
        if (offering == null) throw new IllegalStateException("nothing was offered");
        XxPayload theirs = take(xx3, XxPayload.XX3, XxPayload.Part.ANSWER);
        PairedKeys paired;
        try (SecretKey exp = export()) {
            paired = paired(theirs, offering, theirs.keying(), exp);
        }
        split();
        awaits = Awaits.COMMIT;
        return new Step.Keyed(paired);
    }

    @Override
    public byte[] proceed(List<Frame> frames) {
        if (awaits != Awaits.COMMIT) throw new IllegalStateException("nothing was committed");
        awaits = Awaits.NOTHING;
        return seal(frames);
    }

    @Override
    public boolean alice() {
        return false;
    }

    @Override
    public void close() {
        super.close();
        if (bob != null) bob.close();
    }
}
