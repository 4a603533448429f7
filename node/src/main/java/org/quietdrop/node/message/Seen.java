package org.quietdrop.node.message;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;

import java.time.Instant;
import java.util.Optional;

/** Which envelopes and messages have come already: the reason why nothing arrives twice. */
public final class Seen {
    private final Transaction tx;
    private final Forgetting forgetting;

    /** What was done with an envelope when it came. */
    public enum Mark {
        /** Committed; a duplicate is acknowledged again. */
        TAKEN(1),
        /** Came after its lifetime; never acknowledged. */
        LATE(2),
        /** Committed; nobody waits for word of it. */
        SILENT(3);

        private final int code;

        Mark(int code) {
            this.code = code;
        }

        private static Mark of(int code) {
            return code == LATE.code ? LATE : code == SILENT.code ? SILENT : TAKEN;
        }
    }

    /** Over one transaction. */
    public Seen(Transaction tx) {
        this.tx = tx;
        this.forgetting = new Forgetting(tx);
    }

    private static Key envelope(Bytes id) {
        return new Key(Table.SEEN, id, 0);
    }

    private static Key message(UserId from, Bytes id) {
        byte[] both = new byte[48];
        System.arraycopy(from.bytes().toArray(), 0, both, 0, 32);
        System.arraycopy(id.toArray(), 0, both, 32, 16);
        return new Key(Table.SEEN, Bytes.of(both), 1);
    }

    /** Whether this envelope came before, and what became of it. */
    public Optional<Mark> envelopeMark(Bytes id) {
        return tx.get(envelope(id)).map(v -> Mark.of(v[0]));
    }

    /** Remembers an envelope. */
    public void rememberEnvelope(Bytes id, Mark mark, Instant now) {
        forgetting.put(envelope(id), new byte[] {(byte) mark.code}, now);
    }

    /** Whether this sender's message came before, in whatever envelope. */
    public boolean messageKnown(UserId from, Bytes id) {
        return tx.get(message(from, id)).isPresent();
    }

    /** Remembers a message. */
    public void rememberMessage(UserId from, Bytes id, Instant now) {
        forgetting.put(message(from, id), new byte[] {1}, now);
    }
}
