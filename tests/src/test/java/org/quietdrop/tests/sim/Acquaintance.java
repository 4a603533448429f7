package org.quietdrop.tests.sim;

import org.quietdrop.node.core.Reply;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Two nodes that become contacts by code, in however many attempts. */
final class Acquaintance {
    private final SimWorld world;
    private final SimNode a;
    private final SimNode b;

    Acquaintance(SimWorld world, SimNode a, SimNode b) {
        this.world = world;
        this.a = a;
        this.b = b;
    }

    /**
     * Pairs them.
     *
     * @param rough how many attempts may fail
     */
    void make(int rough) {
        for (int attempt = 0; attempt < 20; attempt++) {
            world.chaos = attempt < rough;
            if (known(a, b) && known(b, a)) return;
            if (a.up() && b.up()) show();
            world.run(Duration.ofSeconds(40));
        }
        world.violated("n" + a.number + " and n" + b.number + " could not be paired");
    }

    private void show() {
        world.ask(
                a,
                new Request.Pair(Optional.empty(), Optional.empty(), Duration.ofSeconds(30)),
                reply -> {
                    if (reply instanceof Reply.Ok ok
                            && ok.view() instanceof View.PairingOpen open) {
                        String code = Objects.requireNonNull(open.code());
                        world.later(world.millis(10, 100), () -> type(code, open.at().get(0)));
                    }
                });
    }

    private void type(String code, String at) {
        if (!b.up()) return;
        world.ask(
                b,
                new Request.PairWith(
                        code, Optional.of(at), Optional.empty(), Duration.ofSeconds(30)),
                _ -> {});
    }

    private boolean known(SimNode one, SimNode other) {
        if (!one.up()) return false;
        List<View.Contact> found = new ArrayList<>();
        world.ask(
                one,
                new Request.Contacts(),
                reply -> {
                    if (reply instanceof Reply.Ok ok
                            && ok.view() instanceof View.Contacts contacts) {
                        found.addAll(contacts.contacts());
                    }
                });
        return found.stream()
                .anyMatch(c -> c.name().equals(other.name()) && c.state().equals("contact"));
    }
}
