package org.quietdrop.tests.stranger;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.hello.HelloInitiator;
import org.quietdrop.crypto.hello.HelloResponder;
import org.quietdrop.crypto.noise.HandshakeState.Role;
import org.quietdrop.crypto.noise.TransportState;
import org.quietdrop.tests.sim.SimRandom;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that a stranger has of one town: what everybody announced, every hello between two nodes as
 * bytes, and, in the clear, a hello with each node from either end, since he answers and dials like
 * anybody. What each node announced and said to him himself he knows to belong together; of the
 * hellos between others, without addresses, only the epoch.
 */
final class Capture {
    private static final int SLOT = Long.BYTES;
    private static final int EDGE = 16;

    private final Town town;
    private final Flaw flaw;
    private final SimRandom random;

    /** By epoch, then by place among those who are here. */
    private final List<List<Set<Object>>> nodes = new ArrayList<>();

    /** By epoch: hellos between others. */
    private final List<Set<Object>> hellos = new ArrayList<>();

    private byte[] replayed = new byte[256 * SLOT];

    Capture(Town town, Adverts adverts, Flaw flaw, SimRandom random) {
        this.town = town;
        this.flaw = flaw;
        this.random = random;
        for (int epoch = 0; epoch < Town.EPOCHS; epoch++) {
            List<Set<Object>> now = new ArrayList<>();
            for (int person : town.here(epoch)) {
                int named = flaw == Flaw.FIXED_NAMES ? 0 : epoch;
                Set<Object> seen = new HashSet<>(adverts.of(person, named));
                dialsTheStranger(person, seen);
                isDialledByTheStranger(person, seen);
                now.add(seen);
            }
            nodes.add(now);
            hellos.add(between(town.here(epoch)));
        }
    }

    /** What was announced by, and said to him by, the node at this place. */
    Set<Object> node(int epoch, int place) {
        return nodes.get(epoch).get(place);
    }

    /** All of an epoch. */
    Set<Object> all(int epoch) {
        Set<Object> all = new HashSet<>(hellos.get(epoch));
        nodes.get(epoch).forEach(all::addAll);
        return all;
    }

    /** A node's randomness: without the filling, if that is the flaw. */
    private RandomSource own() {
        if (flaw != Flaw.EMPTY_SLOTS) return random;
        return out -> {
            if (out.length == 256 * SLOT) Arrays.fill(out, (byte) 0);
            else random.fill(out);
        };
    }

    private void dialsTheStranger(int person, Set<Object> seen) {
        try (HelloInitiator node = new HelloInitiator(own());
                Ear ear = new Ear(Role.RESPONDER, random)) {
            ear.read(node.first());
            byte[] sealed = node.slots(ear.write(), town.relations(person));
            try (TransportState channel = ear.channel()) {
                byte[] slots = channel.open(sealed);
                seen.add("sealed " + sealed.length);
                read(slots, channel.handshakeHash(), seen);
                replayed = slots;
            }
        }
    }

    private void read(byte[] slots, Bytes h, Set<Object> seen) {
        ByteBuffer all = ByteBuffer.wrap(slots);
        Set<Long> there = new HashSet<>();
        int filled = 0;
        while (all.hasRemaining()) {
            long slot = all.getLong();
            there.add(slot);
            if (slot == 0) continue;
            filled++;
            seen.add(slot);
        }
        seen.add("filled " + filled);
        seen.add("different " + there.size());
        for (UserId one : town.people()) {
            for (byte[] key : List.of(new byte[32], one.toArray())) {
                byte[] tag = Blake2b.prf(key, "QDv1 hello i", h.toArray(), one.toArray());
                if (there.contains(ByteBuffer.wrap(tag).getLong())) {
                    seen.add("tag of " + one.hex());
                }
            }
        }
    }

    /** He says what somebody else said to him before. */
    private void isDialledByTheStranger(int person, Set<Object> seen) {
        try (HelloResponder node = new HelloResponder(own());
                Ear ear = new Ear(Role.INITIATOR, random)) {
            byte[] reply = node.answer(ear.write());
            ear.read(reply);
            try (TransportState channel = ear.channel()) {
                byte[] sealed = channel.seal(replayed);
                var match = node.match(sealed, town.relations(person));
                if (match.relation().isPresent()) seen.add("let in");
                byte[] answer = channel.open(match.answer().toArray());
                seen.add("answer " + Bytes.of(answer).hex());
                seen.add("sizes " + reply.length + " " + answer.length);
            }
        }
    }

    private Set<Object> between(List<Integer> here) {
        Set<Object> seen = new HashSet<>();
        for (int a = 0; a < here.size(); a++) {
            for (int b = a + 1; b < here.size(); b++) {
                try (HelloInitiator dialler = new HelloInitiator(own());
                        HelloResponder other = new HelloResponder(own())) {
                    byte[] first = dialler.first();
                    byte[] reply = other.answer(first);
                    byte[] slots = dialler.slots(reply, town.relations(here.get(a)));
                    byte[] answer =
                            other.match(slots, town.relations(here.get(b))).answer().toArray();
                    for (byte[] one : List.of(first, reply, slots, answer)) edges(one, seen);
                }
            }
        }
        return seen;
    }

    private static void edges(byte[] message, Set<Object> seen) {
        seen.add("size " + message.length);
        seen.add(Bytes.of(Arrays.copyOf(message, EDGE)));
        seen.add(Bytes.of(Arrays.copyOfRange(message, message.length - EDGE, message.length)));
    }
}
