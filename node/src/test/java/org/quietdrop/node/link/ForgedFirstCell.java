package org.quietdrop.node.link;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.hello.HelloInitiator;
import org.quietdrop.crypto.noise.CellCipher;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.node.contact.PairRelation;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;

import java.util.List;

/** A dialler with all keys who says what he likes in his first cell. */
final class ForgedFirstCell {
    private final Self self;
    private final PairRelation relation;
    private final List<Frame> frames;

    ForgedFirstCell(Self self, PairRelation relation, List<Frame> frames) {
        this.self = self;
        this.relation = relation;
        this.frames = frames;
    }

    /** What the answerer makes of the first cell. */
    Step run(LinkAnswerer answerer) {
        try (HelloInitiator hello = new HelloInitiator(People.RANDOM)) {
            byte[] reply = said(answerer.take(hello.first()));
            var slots =
                    hello.slots(
                            reply,
                            RelationBook.forHello(List.of(relation), self.identity().userId()));
            hello.finish(said(answerer.take(slots)));
            HandshakeState kk =
                    new HandshakeState(
                            LinkDialler.KK,
                            HandshakeState.Role.INITIATOR,
                            Bytes.join(LinkDialler.PROLOGUE, hello.h().toArray()),
                            self.keys().withRemote(relation.peerStatic()).withPsk(relation.psk()),
                            People.RANDOM);
            byte[] kk2 = said(answerer.take(kk.writeMessage(self.versions().encode())));
            kk.readMessage(kk2);
            CellCipher cipher = new CellCipher(kk.split());
            byte[] plain =
                    frames.isEmpty() ? new byte[Cells.PLAINTEXT] : Cells.pack(frames).getFirst();
            return answerer.take(cipher.seal(plain));
        }
    }

    private static byte[] said(Step step) {
        return ((Step.Say) step).out().toArray();
    }
}
