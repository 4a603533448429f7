package org.quietdrop.node.control;

import com.google.gson.JsonObject;

import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The table of methods (PROTOCOL.md, "Control"). Calls of one connection are begun in the order of
 * their lines; what blocks goes on in a virtual thread.
 */
final class ControlMethods {
    /** One method: reads all its parameters, then begins. */
    private interface Method {
        CompletableFuture<?> call(Params params, ControlConnection from);
    }

    /** There is no such method. */
    static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unknown() {
            super("unknown method", null, false, false);
        }
    }

    /** What programs call by themselves for as long as they run. */
    private static final Set<String> BY_ITSELF =
            Set.of("status", "watch", "read", "pair.next", "inspect.wire");

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration CODE_LIFE = Duration.ofMinutes(10);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);
    private static final int MOST_LINES = 500;
    private static final long LONGEST_LIFE = 30;
    private static final long USUAL_LIFE = 7;
    private static final Set<String> STATES = Set.of("queued", "carried", "delivered", "read");

    private final Desk desk;
    private final Map<String, Method> table = new TreeMap<>();

    ControlMethods(Desk desk) {
        this.desk = desk;
        daemonMethods();
        messageMethods();
        contactMethods();
        meetingMethods();
        relayMethods();
        pairMethods();
        inspectMethods();
    }

    /**
     * Begins a call. The future may fail with a {@link UserError}; cancelling it says that nobody
     * waits.
     *
     * @throws Unknown when the table does not know the method
     * @throws Params.Wrong when a parameter does not fit
     */
    CompletableFuture<?> call(
            String name, JsonObject params, CutSecrets secrets, ControlConnection from) {
        Method method = table.get(name);
        if (method == null) throw new Unknown();
        if (!BY_ITSELF.contains(name)) desk.used();
        return method.call(new Params(params, secrets), from);
    }

    private void daemonMethods() {
        table.put("status", (p, from) -> later(p, desk::status));
        table.put("doctor", (p, from) -> later(p, desk::doctor));
        table.put("unlock", (p, from) -> unlock(p));
        table.put(
                "remember.off",
                (p, from) -> later(p, () -> Map.of("forgotten", desk.forgetRemembered())));
        table.put("passphrase", (p, from) -> passphrase(p));
        table.put("words.show", (p, from) -> words(p));
        table.put("backup.create", (p, from) -> backup(p));
        table.put(
                "visible",
                (p, from) -> {
                    Duration time = Duration.ofSeconds(p.number("for_s", 10, 3_600));
                    return later(p, () -> desk.visible(time));
                });
        table.put("visible.off", (p, from) -> later(p, () -> Map.of("was", desk.invisible())));
        table.put("lock", (p, from) -> later(p, () -> done(desk::lock)));
        table.put("stop", (p, from) -> later(p, () -> done(desk::stop)));
        table.put(
                "wipe",
                (p, from) -> {
                    if (!p.truth("sure")) throw new Params.Wrong("sure must be true");
                    return later(p, desk::wipe);
                });
        table.put("config.get", (p, from) -> configured(p));
        table.put(
                "config.set",
                (p, from) -> {
                    String key = p.text("key");
                    String value = p.text("value");
                    return later(p, () -> done(() -> desk.configure(key, value)));
                });
        table.put(
                "watch",
                (p, from) -> {
                    Optional<Long> cursor = p.optionalNumber("cursor", 0, Params.MOST);
                    OptionalLong begin =
                            cursor.isPresent()
                                    ? OptionalLong.of(cursor.get())
                                    : OptionalLong.empty();
                    return later(p, () -> from.watch(begin));
                });
    }

    private void messageMethods() {
        table.put(
                "send",
                (p, from) -> ask(p, new Request.Send(p.text("to"), p.text("text"), days(p))));
        table.put("recall", (p, from) -> ask(p, new Request.Recall(p.text("id"))));
        table.put(
                "reply",
                (p, from) -> ask(p, new Request.Reply(p.text("id"), p.text("text"), days(p))));
        table.put("edit", (p, from) -> ask(p, new Request.Edit(p.text("id"), p.text("text"))));
        table.put("delete", (p, from) -> ask(p, new Request.Delete(p.text("id"))));
        table.put(
                "react",
                (p, from) ->
                        ask(p, new Request.React(p.text("id"), p.optionalText("sign").orElse(""))));
        table.put(
                "await",
                (p, from) ->
                        ask(
                                p,
                                new Request.Await(
                                        p.text("id"),
                                        state(p.text("state")),
                                        p.millis("timeout_ms", Duration.ofSeconds(30), DAY))));
        table.put(
                "history",
                (p, from) ->
                        ask(
                                p,
                                new Request.History(
                                        p.optionalText("with"),
                                        p.optionalNumber("limit", 1, MOST_LINES)
                                                .orElse(50L)
                                                .intValue(),
                                        p.time("since"),
                                        p.optionalLine("before"),
                                        p.optionalText("around"),
                                        p.optionalNumber("after", 0, Params.MOST))));
        table.put(
                "retention",
                (p, from) -> ask(p, new Request.Retain(p.text("name"), p.optionalText("keep"))));
        table.put("search", (p, from) -> ask(p, search(p)));
        table.put(
                "read",
                (p, from) ->
                        ask(
                                p,
                                new Request.Read(
                                        p.text("with"),
                                        p.optionalNumber("from", 1, Params.MOST).orElse(1L),
                                        p.number("cursor", 1, Params.MOST))));
        table.put("outbox", (p, from) -> ask(p, new Request.Outbox()));
        table.put("why", (p, from) -> ask(p, new Request.Why(p.text("id"))));
    }

    private static int days(Params p) {
        return p.optionalNumber("days", 1, LONGEST_LIFE).orElse(USUAL_LIFE).intValue();
    }

    private static Request search(Params p) {
        return new Request.Search(
                p.optionalText("words").orElse(""),
                p.optionalText("from"),
                p.optionalText("in"),
                p.time("since"),
                p.time("before"),
                p.optionalNumber("limit", 1, MOST_LINES).orElse(50L).intValue(),
                p.optionalText("after"));
    }

    private void contactMethods() {
        table.put("contacts", (p, from) -> ask(p, new Request.Contacts()));
        table.put("contact", (p, from) -> ask(p, new Request.ContactShow(p.text("name"))));
        table.put("rename", (p, from) -> ask(p, new Request.Rename(p.text("from"), p.text("to"))));
        table.put("forget", (p, from) -> ask(p, new Request.Forget(p.text("name"))));
        table.put(
                "address.add",
                (p, from) -> ask(p, new Request.AddAddress(p.text("name"), p.text("address"))));
        table.put("peers", (p, from) -> ask(p, new Request.Peers()));
    }

    private void meetingMethods() {
        table.put(
                "invite.create",
                (p, from) ->
                        ask(
                                p,
                                new Request.Invite(
                                        p.optionalText("as"),
                                        Duration.ofDays(
                                                p.optionalNumber("days", 1, LONGEST_LIFE)
                                                        .orElse(USUAL_LIFE)))));
        table.put("invite.list", (p, from) -> ask(p, new Request.Invitations()));
        table.put("invite.revoke", (p, from) -> ask(p, new Request.Revoke(p.text("id"))));
        table.put(
                "accept",
                (p, from) ->
                        ask(p, new Request.Accept(p.text("invitation"), p.optionalText("as"))));
        table.put("decline", (p, from) -> ask(p, new Request.Decline(p.text("id"))));
        table.put(
                "introduce",
                (p, from) -> ask(p, new Request.Introduce(p.text("one"), p.text("other"))));
        table.put(
                "verify",
                (p, from) ->
                        ask(p, new Request.Verify(p.text("name"), p.optionalTruth("compared"))));
        table.put("block", (p, from) -> ask(p, new Request.Block(p.text("name"))));
    }

    private void relayMethods() {
        table.put("trust", (p, from) -> ask(p, new Request.Trust(p.text("name"), p.truth("on"))));
        table.put("relay.status", (p, from) -> ask(p, new Request.RelayStatus()));
        table.put("relay.drop", (p, from) -> ask(p, new Request.RelayDrop()));
    }

    private void inspectMethods() {
        table.put("inspect.disk", (p, from) -> later(p, () -> desk.xray().disk()));
        table.put(
                "inspect.message",
                (p, from) -> {
                    String id = p.text("id");
                    return later(p, () -> desk.xray().message(id));
                });
        table.put(
                "inspect.wire",
                (p, from) -> {
                    Optional<Long> after = p.optionalNumber("after", 0, Params.MOST);
                    Duration patience =
                            p.millis("timeout_ms", Duration.ofSeconds(10), LONGEST_LOOK);
                    OptionalLong number =
                            after.isPresent() ? OptionalLong.of(after.get()) : OptionalLong.empty();
                    return later(p, () -> desk.xray().wire(number, patience));
                });
    }

    private void pairMethods() {
        table.put(
                "pair.open",
                (p, from) ->
                        open(
                                p,
                                from,
                                new Request.Pair(
                                        p.optionalText("listen"),
                                        p.optionalText("as"),
                                        p.millis("timeout_ms", CODE_LIFE, CODE_LIFE))));
        table.put(
                "pair.with",
                (p, from) ->
                        open(
                                p,
                                from,
                                new Request.PairWith(
                                        p.text("code"),
                                        p.optionalText("at"),
                                        p.optionalText("as"),
                                        p.millis("timeout_ms", CODE_LIFE, CODE_LIFE))));
        table.put(
                "pair.next",
                (p, from) -> {
                    long pairing = p.number("pairing", 0, Params.MOST);
                    int after = p.optionalNumber("after", 0, 1_000_000).orElse(0L).intValue();
                    CompletableFuture<View> step = ask(p, new Request.PairNext(pairing, after));
                    var _ =
                            step.thenAccept(view -> {
                                if (view instanceof View.PairingStep s && s.last()) {
                                    from.pairingEnded(pairing);
                                }
                            });
                    return step;
                });
        table.put(
                "pair.cancel",
                (p, from) -> ask(p, new Request.PairCancel(p.number("pairing", 0, Params.MOST))));
    }

    /** Reads of parameters come first: Java evaluates the request before this is called. */
    private CompletableFuture<View> ask(Params params, Request request) {
        params.end();
        return desk.ask(request);
    }

    /**
     * Begins a pairing that ends with the connection. The future returned is not the desk's: a
     * client that leaves before the answer must not hide from us which pairing was begun.
     */
    private CompletableFuture<View> open(Params params, ControlConnection from, Request request) {
        CompletableFuture<View> answer = new CompletableFuture<>();
        var _ =
                ask(params, request)
                        .whenComplete((view, thrown) -> {
                            if (view instanceof View.PairingOpen open) {
                                from.pairingOpened(open.pairing());
                            }
                            if (thrown == null) answer.complete(view);
                            else answer.completeExceptionally(thrown);
                        });
        return answer;
    }

    private CompletableFuture<?> unlock(Params params) {
        char[] passphrase = params.optionalSecret("passphrase");
        boolean remember = params.optionalTruth("remember").orElse(false);
        return later(
                params,
                () -> {
                    try {
                        if (remember) return Map.of("remembered", desk.remember(passphrase));
                        if (passphrase.length == 0) return done(desk::unlockRemembered);
                        return done(() -> desk.unlock(passphrase));
                    } finally {
                        Arrays.fill(passphrase, '\0');
                    }
                });
    }

    private CompletableFuture<?> passphrase(Params params) {
        char[] old = params.secret("old");
        char[] wanted = params.optionalSecret("new");
        return later(
                params,
                () -> {
                    try {
                        return done(() -> desk.passphrase(old, wanted));
                    } finally {
                        Arrays.fill(old, '\0');
                        Arrays.fill(wanted, '\0');
                    }
                });
    }

    private CompletableFuture<?> words(Params params) {
        char[] passphrase = params.optionalSecret("passphrase");
        return later(
                params,
                () -> {
                    try {
                        return desk.words(passphrase);
                    } finally {
                        Arrays.fill(passphrase, '\0');
                    }
                });
    }

    private CompletableFuture<?> backup(Params params) {
        Path file = Path.of(params.text("file"));
        if (!file.isAbsolute()) throw new Params.Wrong("file is a whole path");
        char[] present = params.optionalSecret("passphrase");
        char[] wanted = params.secret("new");
        if (wanted.length == 0) throw new Params.Wrong("new is empty");
        return later(
                params,
                () -> {
                    try {
                        return desk.backup(file, present, wanted);
                    } finally {
                        Arrays.fill(present, '\0');
                        Arrays.fill(wanted, '\0');
                    }
                });
    }

    private CompletableFuture<?> configured(Params params) {
        Optional<String> key = params.optionalText("key");
        return later(
                params,
                () -> {
                    Map<String, String> all = new TreeMap<>(desk.config());
                    if (key.isEmpty()) return all;
                    String value = all.get(key.get());
                    if (value == null) {
                        throw new UserError(
                                UserError.Exit.USAGE,
                                "no setting named \"" + key.get() + "\"",
                                "settings: " + String.join(", ", all.keySet()));
                    }
                    return Map.of(key.get(), value);
                });
    }

    private static String state(String state) {
        if (!STATES.contains(state)) {
            throw new Params.Wrong("state is queued, carried, delivered or read");
        }
        return state;
    }

    private static CompletableFuture<Object> later(Params params, Supplier<Object> work) {
        params.end();
        return CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
    }

    private static View done(Runnable work) {
        work.run();
        return new View.Done();
    }
}
