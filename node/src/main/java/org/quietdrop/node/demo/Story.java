package org.quietdrop.node.demo;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * What happens in the demo: three pair, two talk, one of them dies, the mail for him waits with the
 * third while its author leaves, too. Every step looks at what the nodes themselves say.
 */
final class Story {
    static final String FIRST = "The meeting is at eight.";
    static final String SECOND = "I'll be there.";
    static final String THIRD = "Bring the maps.";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(20);

    /** From the moment that two meet to the moment that the one has what the other kept. */
    private static final Duration HANDED_OVER = Duration.ofSeconds(5);

    private final DemoNode alice;
    private final DemoNode bob;
    private final DemoNode carol;
    private final Recorder recorder;
    private final Teller teller;
    private final InstantSource clock;
    private final List<String> codes = new ArrayList<>();
    private View.@Nullable Sent waiting;

    Story(List<DemoNode> cast, Recorder recorder, Teller teller, InstantSource clock) {
        this.alice = cast.get(0);
        this.bob = cast.get(1);
        this.carol = cast.get(2);
        this.recorder = recorder;
        this.teller = teller;
        this.clock = clock;
    }

    /** The codes that were spoken. */
    List<String> codes() {
        return List.copyOf(codes);
    }

    // ---- friends

    void friends() throws IOException, InterruptedException {
        pair(alice, bob);
        pair(alice, carol);
        pair(bob, carol);
        trust(alice, carol);
        trust(bob, carol);
        for (DemoNode node : List.of(alice, bob)) until(() -> friendsOf(node) == 1, "no trust");
        until(() -> friendsOf(carol) == 2, "no trust");
        teller.tell("alice and carol trust each other with sealed mail, bob and carol, too", null);
    }

    private void pair(DemoNode one, DemoNode other) throws IOException {
        int port = Ports.free();
        var listen = Map.of("listen", "127.0.0.1:" + port);
        View.PairingOpen shown = one.call("pair.open", listen, View.PairingOpen.class);
        String code = String.valueOf(shown.code());
        codes.add(code);
        WireTap tap = recorder.tap(port);
        var with = Map.of("code", code, "at", tap.address());
        View.PairingOpen typed = other.call("pair.with", with, View.PairingOpen.class);
        View.PairingStep there = paired(other, typed.pairing());
        View.PairingStep here = paired(one, shown.pairing());
        if (here.words() == null || !here.words().equals(there.words())) {
            throw failed("the two screens show different words");
        }
        recorder.between(one, other);
        teller.tell(
                one.who() + " and " + other.who() + " pair with the code " + code,
                "both see: " + here.words());
    }

    private static View.PairingStep paired(DemoNode node, long pairing) {
        int after = 0;
        while (true) {
            var next = Map.of("pairing", pairing, "after", after);
            View.PairingStep step = node.call("pair.next", next, View.PairingStep.class);
            if (step.kind().equals("paired")) return step;
            if (step.last()) throw failed(node.who() + " could not pair: " + step.text());
            after = step.step();
        }
    }

    private static void trust(DemoNode one, DemoNode other) {
        one.call("trust", Map.of("name", other.name(), "on", true), View.Contact.class);
        other.call("trust", Map.of("name", one.name(), "on", true), View.Contact.class);
    }

    private static int friendsOf(DemoNode node) {
        return node.call("relay.status", Map.of(), View.Relay.class).friends();
    }

    // ---- talk

    /** She writes last: what she owes him word of is then settled, and none of it is carried. */
    void talk() {
        say(bob, alice, FIRST);
        say(alice, bob, SECOND);
        recorder.met(alice, bob);
        recorder.met(alice, carol);
        recorder.met(bob, carol);
    }

    private void say(DemoNode from, DemoNode to, String text) {
        Instant start = clock.instant();
        View.Sent sent = from.call("send", Map.of("to", to.name(), "text", text), View.Sent.class);
        becomes(from, sent, "delivered");
        long millis = Duration.between(start, clock.instant()).toMillis();
        teller.tell(
                from.who() + " -> " + to.who() + "   \"" + text + "\"",
                "delivered in " + millis + " ms");
    }

    private static View.Sent becomes(DemoNode from, View.Sent sent, String state) {
        var wait = Map.of("id", sent.id(), "state", state, "timeout_ms", PATIENCE.toMillis());
        return from.call("await", wait, View.Sent.class);
    }

    // ---- mail that waits

    /** Mail for one who is away is left with a friend; then its author goes, too. */
    void away(Carrier carrier) throws InterruptedException {
        bob.kill();
        teller.tell("bob's process is killed (kill -9)", null);
        var text = Map.of("to", bob.name(), "text", THIRD);
        View.Sent sent = alice.call("send", text, View.Sent.class);
        View.Sent carried = becomes(alice, sent, "carried");
        if (!carried.state().equals("carried")
                || !List.of(carol.name()).equals(carried.carriers())) {
            throw failed("a message to nobody is called " + carried.state());
        }
        carrier.await(true);
        waiting = carried;
        teller.tell(
                "alice -> bob   \"" + THIRD + "\"",
                "waiting: bob is away; kept here, and by carol");
        alice.stop();
        until(() -> !linked(carol, alice), "alice is gone, and carol does not see it");
        teller.tell("alice goes, too", null);
    }

    /** The two who talk meet only the friend, one after the other. */
    void back(Carrier carrier) throws IOException, InterruptedException {
        bob.start();
        bob.awaitReady();
        Duration time = handedOver();
        // Whoever would hand it over twice gets the time to do so: bob leaves word for alice.
        carrier.await(false);
        carrier.await(true);
        exactly(bob, alice, List.of(SECOND, THIRD));
        recorder.met(bob, carol);
        teller.tell(
                "bob comes back and meets carol alone: \"" + THIRD + "\" arrives",
                String.format(Locale.ROOT, "once, %d ms after they met", time.toMillis()));
        alice.start();
        alice.awaitReady();
        becomes(alice, Objects.requireNonNull(waiting), "delivered");
        carrier.await(false);
        until(() -> linked(alice, bob), "alice does not meet bob");
        exactly(bob, alice, List.of(SECOND, THIRD));
        exactly(alice, bob, List.of(FIRST));
        recorder.met(alice, carol);
        recorder.met(alice, bob);
        teller.tell("alice comes back and sees: \"" + THIRD + "\"", "delivered");
    }

    private Duration handedOver() throws InterruptedException {
        until(() -> linked(bob, carol), "bob does not meet carol");
        Instant met = clock.instant();
        until(() -> received(bob, alice).contains(THIRD), "bob gets no mail from carol");
        Duration time = Duration.between(met, clock.instant());
        if (linked(bob, alice)) throw failed("alice was there");
        if (time.compareTo(HANDED_OVER) > 0) {
            throw failed("carol handed the mail over only after " + time.toMillis() + " ms");
        }
        return time;
    }

    private static boolean linked(DemoNode node, DemoNode with) {
        return node.call("contact", Map.of("name", with.name()), View.ContactDetail.class)
                .contact()
                .linked();
    }

    private static List<String> received(DemoNode node, DemoNode from) {
        return node.history(from.name()).stream()
                .filter(line -> line.state().equals("received"))
                .map(View.Line::text)
                .toList();
    }

    private static void exactly(DemoNode node, DemoNode from, List<String> texts) {
        List<String> received = received(node, from);
        if (received.equals(texts)) return;
        throw failed(
                node.who()
                        + " has "
                        + received.size()
                        + " messages where there should be "
                        + texts.size());
    }

    private void until(BooleanSupplier done, String otherwise) throws InterruptedException {
        Instant last = clock.instant().plus(PATIENCE);
        while (!done.getAsBoolean()) {
            if (clock.instant().isAfter(last)) throw failed(otherwise);
            Thread.sleep(LOOK);
        }
    }

    private static UserError failed(String why) {
        return new UserError(Exit.FAILED, why);
    }
}
