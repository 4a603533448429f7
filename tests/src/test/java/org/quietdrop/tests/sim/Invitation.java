package org.quietdrop.tests.sim;

import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.Reply;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** One node invites another one, which accepts; the two have not met then. */
final class Invitation {
    private final SimWorld world;
    private final SimNode inviter;
    private final SimNode acceptor;

    /** Whether the addresses stay in the text; else the nodes must hear each other. */
    private final boolean addresses;

    private boolean accepted;

    Invitation(SimWorld world, SimNode inviter, SimNode acceptor, boolean addresses) {
        this.world = world;
        this.inviter = inviter;
        this.acceptor = acceptor;
        this.addresses = addresses;
    }

    /** In however many attempts. */
    void make() {
        for (int attempt = 0; attempt < 20 && !accepted; attempt++) {
            world.chaos = attempt < 3;
            world.startAgain(inviter);
            world.startAgain(acceptor);
            world.ask(
                    inviter,
                    new Request.Invite(Optional.empty(), Duration.ofDays(7)),
                    reply -> {
                        if (reply instanceof Reply.Ok ok
                                && ok.view() instanceof View.Invitation made) {
                            accept(Objects.requireNonNull(made.uri()));
                        }
                    });
            world.run(Duration.ofSeconds(1));
        }
        if (!accepted) world.violated(acceptor.name() + " could not accept an invitation");
    }

    private void accept(String uri) {
        String said = addresses ? uri : uri.replaceAll("&a=[^&]*", "");
        world.later(
                world.millis(1, 10),
                () ->
                        world.ask(
                                acceptor,
                                new Request.Accept(said, Optional.of(inviter.name())),
                                reply -> accepted |= reply instanceof Reply.Ok));
    }

    /** The two hear of each other, as by mDNS: one of them, or both. */
    void heard() {
        boolean first = world.random.nextBoolean();
        hear(first ? inviter : acceptor, first ? acceptor : inviter);
        if (world.random.nextBoolean()) {
            hear(first ? acceptor : inviter, first ? inviter : acceptor);
        }
    }

    private void hear(SimNode who, SimNode whom) {
        if (!who.up()) return;
        who.post(new Event.NodeSeen("x" + whom.number + "." + world.number(), whom.endpoint));
    }
}
