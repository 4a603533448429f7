package org.quietdrop.node.link;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.node.wire.ProtocolViolation;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Two handshakes on a wire in memory, and somebody on it who can change what passes. */
final class InMemory {
    /** Somebody on the wire. */
    interface Tamper {
        Tamper NONE = (_, bytes) -> bytes;

        /**
         * What arrives instead.
         *
         * @param number of the message, from 0, both directions counted together
         */
        byte[] pass(int number, byte[] bytes);
    }

    /** One side and what became of it. */
    static final class End {
        Handshake handshake;
        final List<Step> steps = new ArrayList<>();
        @Nullable RuntimeException failure;
        private final ByteArrayOutputStream inbound = new ByteArrayOutputStream();

        End(Handshake handshake) {
            this.handshake = handshake;
        }

        Step last() {
            return steps.getLast();
        }

        boolean linked() {
            return !steps.isEmpty() && last() instanceof Step.Linked;
        }

        boolean keyed() {
            return steps.stream().anyMatch(Step.Keyed.class::isInstance);
        }
    }

    final End first;
    final End second;
    private final Tamper tamper;
    int messages;

    InMemory(Handshake first, Handshake second, Tamper tamper) {
        this.first = new End(first);
        this.second = new End(second);
        this.tamper = tamper;
    }

    static InMemory run(Handshake first, Handshake second, Tamper tamper) {
        InMemory wire = new InMemory(first, second, tamper);
        wire.carry(wire.second, first.begin());
        return wire;
    }

    /** Carries bytes to one end, and what it says to the other, until nobody speaks. */
    void carry(End to, byte[] bytes) {
        if (bytes.length == 0) return;
        to.inbound.writeBytes(tamper.pass(messages++, bytes));
        End other = to == first ? second : first;
        while (to.failure == null
                && to.handshake.awaits() > 0
                && to.inbound.size() >= to.handshake.awaits()) {
            byte[] all = to.inbound.toByteArray();
            int size = to.handshake.awaits();
            to.inbound.reset();
            to.inbound.write(all, size, all.length - size);
            try {
                Step step = to.handshake.take(Arrays.copyOf(all, size));
                to.steps.add(step);
                if (step instanceof Step.Invited invited) to.handshake = invited.rest();
                carry(other, out(step).toArray());
            } catch (OpenFailed | ProtocolViolation e) {
                to.failure = e;
            }
        }
    }

    private static Bytes out(Step step) {
        return switch (step) {
            case Step.Say say -> say.out();
            case Step.Stranger stranger -> stranger.out();
            case Step.Linked linked -> linked.out();
            case Step.Invited invited -> invited.out();
            case Step.Keyed _, Step.Confirmed _ -> Bytes.of(new byte[0]);
        };
    }

    void close() {
        first.handshake.close();
        second.handshake.close();
    }
}
