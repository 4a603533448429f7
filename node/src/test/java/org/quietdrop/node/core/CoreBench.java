package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.node.backup.BackupItem;
import org.quietdrop.node.backup.Gathering;
import org.quietdrop.node.backup.Refilling;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.store.Store;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.MemoryDisk;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One node without a network: the real core over the real store on a disk in memory. Each event is
 * handled and committed at once; what came of it is kept until it is asked for.
 */
final class CoreBench {
    static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    final Identity identity;
    final String name;
    final Endpoint endpoint;

    /** What goes on by itself. */
    Instant now = START;

    /** By how much somebody has set the date of this machine. */
    Duration set = Duration.ZERO;

    private final SeededRandom random;
    private final MemoryDisk disk = new MemoryDisk();
    private final Store store;
    private Core core;
    private final List<Effect> effects = new ArrayList<>();
    private long asks = 1;
    private OwnHome home = OwnHome.FIRST;

    CoreBench(String name, int seed) {
        this.name = name;
        this.random = new SeededRandom(seed);
        this.identity = Identity.fromSeed(SecretKey.random(random));
        this.endpoint = new Endpoint("10.0.0." + seed, 4_000);
        this.store =
                Store.open(
                        disk, new IndexPlace.InHeap(), SecretKey.random(random), random, 256 << 10);
        this.core = started();
    }

    /** A home made from a backup, at this moment; whoever it was taken from lives on. */
    CoreBench(Backup backup, Instant at, int seed) {
        this.name = backup.name();
        this.random = new SeededRandom(seed);
        this.identity = backup.identity();
        this.endpoint = new Endpoint("10.0.0." + seed, 4_000);
        this.now = at;
        this.home = new OwnHome(at, backup.asOf());
        this.store =
                Store.open(
                        disk, new IndexPlace.InHeap(), SecretKey.random(random), random, 256 << 10);
        try (Transaction tx = store.begin()) {
            backup.items().forEach(i -> Refilling.put(tx, i.read(), now));
            tx.commit();
        }
        this.core = started();
    }

    /** A backup in memory. */
    record Backup(String name, Identity identity, Instant asOf, List<Item> items) {
        /** One item as it stands in a file. */
        record Item(int kind, Bytes body) {
            BackupItem read() {
                return BackupItem.read(kind, body.toArray());
            }
        }
    }

    Backup backup() {
        List<Backup.Item> items = new ArrayList<>();
        Gathering.contacts(
                piece -> {
                    try (Transaction tx = store.begin()) {
                        piece.accept(tx);
                    }
                },
                item -> {
                    items.add(new Backup.Item(item.kind(), Bytes.of(item.body())));
                    if (item instanceof BackupItem.Keys keys) keys.keys().close();
                });
        return new Backup(name, identity, now, items);
    }

    /** Both clocks. */
    Moment moment() {
        return new Moment(now.plus(set), now);
    }

    private Core started() {
        Core fresh =
                new Core(identity.userId(), name, random, Settings.DEFAULT, Quotas.DEFAULT, home);
        work(tx -> fresh.start(tx, moment()));
        return fresh;
    }

    /** The process ends and begins again; the store stays. */
    void restart() {
        core = started();
    }

    UserId id() {
        return identity.userId();
    }

    private List<Effect> work(Function<Transaction, List<Effect>> what) {
        List<Effect> came;
        try (Transaction tx = store.begin()) {
            came = what.apply(tx);
            tx.commit();
        }
        effects.addAll(came);
        return came;
    }

    /** Handles and commits one event. */
    List<Effect> handle(Event event) {
        return work(tx -> core.handle(event, moment(), tx));
    }

    /** Handles events of which nothing is kept, as when the disk is full. */
    List<Effect> lose(Event... events) {
        try (Transaction tx = store.begin()) {
            for (Event event : events) core.handle(event, moment(), tx);
        }
        try (Transaction tx = store.begin()) {
            List<Effect> came = core.reset(List.of(events), tx, moment());
            effects.addAll(came);
            return came;
        }
    }

    /** One step of what nobody waits for, committed; whether there is more. */
    boolean rest() {
        try (Transaction tx = store.begin()) {
            boolean more = core.rest(tx);
            tx.commit();
            return more;
        }
    }

    boolean holds(long ask) {
        return core.holds(ask);
    }

    /** Looks into the store, or changes it behind the core's back. */
    <T> T stored(Function<Turn, T> look) {
        try (Transaction tx = store.begin()) {
            T found = look.apply(new Turn(moment(), tx));
            tx.commit();
            return found;
        }
    }

    void change(Consumer<Turn> what) {
        stored(turn -> {
            what.accept(turn);
            return true;
        });
    }

    int rows(Table table) {
        return stored(turn -> turn.tx().all(table).size());
    }

    void later(Duration time) {
        now = now.plus(time);
    }

    /** Time passes and the core is woken. */
    void wakeAfter(Duration time) {
        later(time);
        handle(new Event.Woken());
    }

    // ---- what came of it

    /** Takes the effects of one kind out of what came since the last call. */
    <E extends Effect> List<E> take(Class<E> kind) {
        List<E> found = effects.stream().filter(kind::isInstance).map(kind::cast).toList();
        effects.removeIf(kind::isInstance);
        return found;
    }

    /** Takes the frames that were sent on a link. */
    List<Frame> sent(long link) {
        List<Frame> frames = new ArrayList<>();
        for (Effect effect : List.copyOf(effects)) {
            if (effect instanceof Effect.Send send && send.link() == link) {
                frames.addAll(send.frames());
                effects.remove(effect);
            }
        }
        return frames;
    }

    <F extends Frame> List<F> sent(long link, Class<F> kind) {
        return sent(link).stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    boolean closed(long link) {
        return take(Effect.Close.class).stream().anyMatch(c -> c.link() == link);
    }

    /** Texts of warnings since the last call. */
    List<String> warnings() {
        return take(Effect.Publish.class).stream()
                .map(Effect.Publish::notice)
                .filter(n -> n.event().equals("warning"))
                .map(n -> String.valueOf(n.text()))
                .toList();
    }

    // ---- requests

    long begin(Request request) {
        long ask = asks++;
        handle(new Event.Asked(ask, request));
        return ask;
    }

    /** Takes the answer to a request; null if there is none yet. */
    @org.jspecify.annotations.Nullable
    Reply reply(long ask) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Answer answer && answer.ask() == ask) {
                effects.remove(effect);
                return answer.reply();
            }
        }
        return null;
    }

    <V extends View> V ok(long ask, Class<V> kind) {
        Reply reply = reply(ask);
        if (reply instanceof Reply.Ok ok) return assertInstanceOf(kind, ok.view());
        return fail(reply instanceof Reply.No no ? no.error().text() : "no answer");
    }

    <V extends View> V ask(Request request, Class<V> kind) {
        return ok(begin(request), kind);
    }

    UserError refusal(long ask) {
        return assertInstanceOf(Reply.No.class, reply(ask)).error();
    }

    UserError refused(Request request) {
        return refusal(begin(request));
    }

    /** Writes a message; its id. */
    String send(CoreBench to, String text) {
        return ask(new Request.Send(to.name, text), View.Sent.class).id();
    }

    List<View.Line> history(CoreBench with) {
        return ask(
                        new Request.History(
                                with.name,
                                1_000,
                                java.util.Optional.empty(),
                                java.util.Optional.empty()),
                        View.Lines.class)
                .lines();
    }

    List<String> texts(CoreBench with) {
        return history(with).stream().map(View.Line::text).toList();
    }

    String state(CoreBench with, String id) {
        return history(with).stream()
                .filter(l -> l.id().equals(id))
                .findFirst()
                .orElseThrow()
                .state();
    }
}
