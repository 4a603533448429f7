package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.hello.HelloRelation;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.node.contact.InvitedRelation;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.contact.RelationId;

import java.util.List;
import java.util.Optional;

/** One run of an invitation between two nodes, step by step: real keying, no Noise around it. */
final class Invited {
    private static long exchanges = 5_000;

    final CoreBench inviter;
    final CoreBench acceptor;
    final Bytes atInviter;
    final Bytes atAcceptor;
    final long exchange = exchanges++;
    final Bytes session;

    private final Keying.Bob bob;
    private final Keying.Alice alice;
    private final SecretKey exp;

    /** The exchange is about to begin, between two who both have it open. */
    Invited(CoreBench inviter, CoreBench acceptor) {
        this.inviter = inviter;
        this.acceptor = acceptor;
        this.atInviter = open(inviter, true).orElseThrow();
        this.atAcceptor = open(acceptor, false).orElseThrow();
        SeededRandom random = new SeededRandom(exchange);
        this.bob = new Keying.Bob(random);
        this.alice = new Keying.Alice(bob.offer().toArray(), random);
        this.exp = SecretKey.random(random);
        this.session = alice.keys(exp, KeyingKind.INVITATION).sessionId();
    }

    /** What hello would recognise: the newest invitation of this end. */
    static Optional<Bytes> open(CoreBench of, boolean inviter) {
        return of.stored(turn -> {
            Optional<Bytes> found = Optional.empty();
            for (var relation : turn.invitations().relations(turn.now())) {
                InvitedRelation invited = (InvitedRelation) relation;
                if (invited.inviter() == inviter) found = Optional.of(invited.invitation());
                relation.close();
            }
            return found;
        });
    }

    /** Whether both would compute the same slot. */
    static boolean sameKeys(CoreBench inviter, CoreBench acceptor) {
        return key(inviter, true).equals(key(acceptor, false));
    }

    private static Bytes key(CoreBench of, boolean inviter) {
        return of.stored(turn ->
                turn.invitations().relations(turn.now()).stream()
                        .map(InvitedRelation.class::cast)
                        .filter(r -> r.inviter() == inviter)
                        .map(r -> Bytes.of(r.helloKey().expose()))
                        .reduce((_, last) -> last)
                        .orElseThrow());
    }

    /** Invites and accepts; the text goes from one to the other. */
    static Invited between(CoreBench inviter, CoreBench acceptor) {
        accept(inviter, acceptor);
        return new Invited(inviter, acceptor);
    }

    static View.Contact accept(CoreBench inviter, CoreBench acceptor) {
        String uri = String.valueOf(invite(inviter).uri());
        return acceptor.ask(new Request.Accept(uri, Optional.empty()), View.Contact.class);
    }

    static View.Invitation invite(CoreBench inviter) {
        return inviter.ask(
                new Request.Invite(Optional.empty(), java.time.Duration.ofDays(7)),
                View.Invitation.class);
    }

    void acceptorKeyed() {
        acceptor.handle(
                new Event.InvitationKeyed(
                        atAcceptor,
                        exchange,
                        new PairedKeys(
                                inviter.identity.card(inviter.name),
                                alice.keys(exp, KeyingKind.INVITATION),
                                alice.ratchetKey(),
                                Optional.empty(),
                                List.of(inviter.endpoint))));
    }

    void inviterKeyed() {
        inviter.handle(
                new Event.InvitationKeyed(
                        atInviter,
                        exchange,
                        new PairedKeys(
                                acceptor.identity.card(acceptor.name),
                                bob.take(alice.answer().toArray(), exp, KeyingKind.INVITATION),
                                alice.ratchetKey(),
                                Optional.of(bob.ratchetSecret().copy()),
                                List.of(acceptor.endpoint))));
    }

    void confirmed() {
        acceptor.handle(new Event.KeyingConfirmed(exchange, new RelationId(inviter.id(), session)));
    }

    /** All of it. */
    Invited run() {
        acceptorKeyed();
        inviterKeyed();
        confirmed();
        return this;
    }

    /** Whether the node let the rest of this exchange go since the last look. */
    boolean proceeded(CoreBench of) {
        return of.take(Effect.Proceed.class).stream().anyMatch(p -> p.exchange() == exchange);
    }

    /** Whether hello knows an invitation where anybody may come. */
    static boolean anybody(CoreBench of) {
        return of.take(Effect.Relations.class).getLast().all().stream()
                .anyMatch(r -> r.peer().equals(HelloRelation.UNKNOWN));
    }
}
