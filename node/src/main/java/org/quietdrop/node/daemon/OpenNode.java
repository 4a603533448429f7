package org.quietdrop.node.daemon;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.discovery.Discovery;
import org.quietdrop.discovery.MdnsDiscovery;
import org.quietdrop.discovery.MdnsOptions;
import org.quietdrop.discovery.PacketSight;
import org.quietdrop.discovery.ShownName;
import org.quietdrop.discovery.Sighting;
import org.quietdrop.discovery.SilentDiscovery;
import org.quietdrop.node.core.Core;
import org.quietdrop.node.core.CoreLoop;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.Moment;
import org.quietdrop.node.core.OwnHome;
import org.quietdrop.node.core.Quotas;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.Settings;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;
import org.quietdrop.node.doctor.NodeFacts;
import org.quietdrop.node.inspect.WireBook;
import org.quietdrop.node.link.Inbox;
import org.quietdrop.node.link.Links;
import org.quietdrop.node.link.LinksConfig;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.Home;
import org.quietdrop.store.Store;
import org.quietdrop.store.SweepPolicy;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.Vault;
import org.quietdrop.store.disk.StoreFailure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A node with its vault open: store, identity, core, links and discovery, built in this order and
 * closed in the opposite one, also when building fails half-way. Thread-safe once open.
 */
final class OpenNode implements AutoCloseable {
    private static final Duration RENAME = Duration.ofHours(1);
    private static final Duration ASKED = Duration.ofSeconds(5);
    private static final Duration LOOK_AROUND = Duration.ofSeconds(5);

    /** A look that comes so late was slept through. */
    private static final Duration LATE = LOOK_AROUND.multipliedBy(4);

    /** Goodbyes on the network may take longer; they go on behind our back. */
    private static final Duration GOODBYE = Duration.ofMillis(700);

    /** What a node is handed from outside. */
    record Surroundings(
            InstantSource clock,
            RandomSource random,
            SweepPolicy policy,
            Outlet.Watchers watchers,
            Consumer<String> warned,
            Consumer<String> broken) {}

    private final Deque<AutoCloseable> house;
    private final Troubles troubles;
    private final Asks asks = new Asks();
    private final Surroundings around;
    private final InstantSource steady;
    private final Lapse lapse;
    private final CoreLoop loop;
    private final Links links;
    private final Neighbourhood neighbourhood;
    private final Visible visible;
    private final String name;
    private final UserId self;
    private final PacketSight packets = new PacketSight();
    private final WireBook wire;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("look around").factory());
    private Config config;
    private List<Endpoint> asked;
    private List<Endpoint> bound;
    private List<Endpoint> told = List.of();

    /**
     * Builds the node.
     *
     * @param storeKey stays the caller's
     * @throws UserError exit 3 for a disk or a port that cannot be used; nothing is left open then
     */
    static OpenNode open(Home home, SecretKey storeKey, Config config, Surroundings around) {
        Deque<AutoCloseable> begun = new ArrayDeque<>();
        try {
            return new OpenNode(home, storeKey, config, around, begun);
        } catch (StoreFailure e) {
            closeAll(begun);
            throw StoreTrouble.error(e);
        } catch (RuntimeException e) {
            closeAll(begun);
            throw e;
        }
    }

    /** The store key, if the passphrase is right; the caller closes it. */
    static SecretKey unlock(Home home, char[] passphrase) {
        return switch (Vault.unlock(home.vaultDisk(), passphrase)) {
            case Vault.Unlocked.Open(SecretKey key) -> key;
            case Vault.Unlocked.WrongPassphrase() ->
                    throw new UserError(
                            Exit.LOCKED, "that is not the passphrase; nothing was changed");
        };
    }

    private OpenNode(
            Home home,
            SecretKey storeKey,
            Config config,
            Surroundings around,
            Deque<AutoCloseable> house) {
        this.house = house;
        this.around = around;
        this.troubles = new Troubles(around.warned(), around.broken());
        this.steady = new SteadyClock(around.clock(), System::nanoTime);
        this.lapse = new Lapse(around.clock(), steady, LATE);
        Store store = Store.open(home.journalDisk(), home.indexPlace(), storeKey, around.random());
        house.push(store);
        troubles.found(store.report().lines());
        IdentityRecord own = IdentityRecord.of(store);
        house.push(own.identity());
        name = own.name();
        self = own.identity().userId();
        AtomicReference<Consumer<Effect>> exit = new AtomicReference<>(effect -> {});
        Core core =
                new Core(
                        self,
                        own.name(),
                        around.random(),
                        settings(config, 0),
                        Quotas.DEFAULT,
                        new OwnHome(own.restored(), own.asOf()));
        house.push(core);
        loop =
                new CoreLoop(
                        core,
                        store,
                        around.clock(),
                        steady,
                        around.policy(),
                        e -> exit.get().accept(e),
                        troubles::met);
        links =
                new Links(
                        own.identity(),
                        own.identity().card(own.name()),
                        around.random(),
                        new Doorway(),
                        LinksConfig.DEFAULT);
        house.push(loop);
        house.push(links);
        links.proxy(config.proxy());
        asked = Addresses.binds(config);
        bound = links.listen(asked);
        this.config = config;
        neighbourhood = new Neighbourhood(loop::post);
        house.push(() -> withinTime(neighbourhood));
        visible = new Visible(steady, neighbourhood::show, neighbourhood::hide);
        house.push(visible);
        Alarm alarm = new Alarm(steady, () -> loop.post(new Event.Woken()));
        house.push(alarm);
        house.push(timer::shutdownNow);
        wire = Inspection.book(links, packets, around.clock(), steady);
        house.push(wire);
        exit.set(
                new Outlet(
                        links::perform,
                        neighbourhood,
                        alarm,
                        asks,
                        around.watchers(),
                        wire::inside));
        loop.start();
        tell();
        neighbourhood.start(place -> discovery(config, place), port(), steady.instant());
        every(RENAME, this::renew);
        every(LOOK_AROUND, this::lookAround);
    }

    /** What comes from the links; a code's number is shown once its port is open. */
    private final class Doorway implements Inbox {
        @Override
        public void accept(Event event) {
            switch (event) {
                case Event.PairingOpened opened -> {
                    List<Endpoint> at = Addresses.dialable(opened.at());
                    if (!at.isEmpty()) neighbourhood.show(opened.pairing(), at.getFirst().port());
                    loop.post(new Event.PairingOpened(opened.pairing(), Addresses.readable(at)));
                }
                default -> loop.post(event);
            }
        }

        @Override
        public int waiting() {
            return loop.backlog();
        }
    }

    private Discovery discovery(Config config, Consumer<Sighting> place) {
        if (!config.mdns()) return new SilentDiscovery("mDNS is switched off");
        MdnsOptions everything =
                config.networkInterface().map(MdnsOptions::on).orElseGet(MdnsOptions::everywhere);
        MdnsOptions options = config.beacon() ? everything : everything.beacon(0);
        return new MdnsDiscovery(options, steady, around.random()::bytes, place, packets);
    }

    private void every(Duration pause, Runnable work) {
        var _ =
                timer.scheduleWithFixedDelay(
                        work, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Moment moment() {
        return new Moment(around.clock().instant(), steady.instant());
    }

    private int port() {
        return bound.getFirst().port();
    }

    private static Settings settings(Config config, int port) {
        return new Settings(
                config.shareAddresses(),
                config.shareAddresses() ? port : 0,
                config.readReceipts(),
                config.retention(),
                config.proxy().isPresent(),
                config.said());
    }

    /**
     * Goes on with other settings; links that are up stay.
     *
     * @throws UserError exit 3 when it cannot listen where it should; then all stays as it was
     */
    synchronized void configured(Config next) {
        List<Endpoint> binds = Addresses.binds(next);
        boolean moved = !binds.equals(asked);
        if (moved) listen(binds);
        boolean seenOtherwise =
                moved
                        || next.mdns() != config.mdns()
                        || next.beacon() != config.beacon()
                        || !next.networkInterface().equals(config.networkInterface());
        boolean otherWay = !next.proxy().equals(config.proxy());
        config = next;
        if (otherWay) links.proxy(next.proxy());
        tell();
        if (!next.mdns()) visible.hide();
        if (seenOtherwise) {
            neighbourhood.start(place -> discovery(next, place), port(), steady.instant());
        }
    }

    private void listen(List<Endpoint> binds) {
        try {
            bound = links.listen(binds);
            asked = binds;
        } catch (UserError e) {
            bound = links.listen(bound);
            throw e;
        }
    }

    /**
     * Takes other names on the network and, if the system chooses it, another port: else the port
     * would say whose names they are. It stays while mDNS is off, as nobody sees a name then, and
     * while somebody may come by the address in an invitation of ours. Links that are up stay.
     */
    void renew() {
        boolean invited = invited();
        synchronized (this) {
            boolean free = asked.stream().allMatch(bind -> bind.port() == 0);
            if (free && config.mdns() && !invited) {
                try {
                    listen(asked);
                    tell();
                } catch (UserError e) {
                    // It listens where it did; the next hour has another chance.
                }
            }
            neighbourhood.rename(port());
        }
    }

    private boolean invited() {
        try {
            View view = ask(new Request.Invitations()).get(ASKED.toMillis(), TimeUnit.MILLISECONDS);
            return view instanceof View.Invitations all
                    && all.invitations().stream().anyMatch(i -> i.side().equals("ours"));
        } catch (ExecutionException | TimeoutException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /**
     * Shows the user's name to everybody on the network.
     *
     * @throws UserError exit 1 when nobody could see it
     */
    synchronized View.Visible visible(Duration time) {
        if (!config.mdns()) {
            throw new UserError(
                    Exit.FAILED,
                    "mDNS is off, so nobody would see your name",
                    "switch it on with: quietdrop config mdns on");
        }
        String shown = ShownName.of(name);
        if (shown.isEmpty()) {
            throw new UserError(Exit.FAILED, "there is nothing in your name that can be shown");
        }
        visible.show(shown, time);
        return visible().orElseThrow(() -> new UserError(Exit.FAILED, "the clock was set"));
    }

    /** Shows it no more; whether it was shown. */
    boolean hide() {
        return visible.hide();
    }

    /** Tells links and core where we are and whether others may know. */
    private void tell() {
        Settings settings = settings(config, port());
        links.sayPort(settings.listenPort());
        loop.post(new Event.SettingsChanged(settings));
        told = Addresses.dialable(bound);
        loop.post(new Event.Listening(Addresses.shareable(told)));
    }

    /** The machine may have got other addresses meanwhile. */
    private synchronized void lookAround() {
        if (lapse.look()) {
            neighbourhood.rename(port());
            loop.post(new Event.Interrupted());
            links.probe();
        }
        try {
            if (!Addresses.binds(config).equals(asked)) {
                configured(config);
                links.probe();
            } else if (!Addresses.dialable(bound).equals(told)) {
                tell();
                links.probe();
            }
        } catch (UserError e) {
            // The network is away; a later look will see it come back.
        }
    }

    /** What the user should know: damage found, faults met. */
    List<String> warnings() {
        return troubles.all();
    }

    /** Where this node can be dialled now. */
    synchronized List<Endpoint> listening() {
        return Addresses.readable(Addresses.dialable(bound));
    }

    /** What everybody on the network sees, if it is shown. */
    Optional<View.Visible> visible() {
        List<String> at = listening().stream().map(Endpoint::host).distinct().toList();
        return visible.view(at, moment()::wallAt);
    }

    /** Whether the port stays the same from start to start. */
    synchronized boolean fixedPort() {
        return asked.getFirst().port() != 0;
    }

    /** What multicast DNS does and hears, for {@code doctor}. */
    NodeFacts.Mdns mdns() {
        return Examination.mdns(neighbourhood.status(), neighbourhood.since(), moment()::wallAt);
    }

    /** What discovery does and hears, for {@code status} and {@code peers}. */
    Map<String, Object> discovery() {
        return NetworkStatus.of(neighbourhood.status(), moment()::wallAt);
    }

    /** What goes over the wire, for who looks. */
    WireBook wire() {
        return wire;
    }

    /** The name on the own card. */
    String name() {
        return name;
    }

    /** Whose node this is. */
    UserId self() {
        return self;
    }

    /** Reads what the store keeps, between two events of the core. */
    void read(Consumer<Transaction> piece) {
        var _ = answer(new Request.Look(piece));
    }

    /** Asks and waits for what is answered. */
    View answer(Request request) {
        try {
            return ask(request).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UserError error) throw error;
            throw new IllegalStateException("answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError(Exit.FAILED, "interrupted");
        }
    }

    CompletableFuture<View> ask(Request request) {
        boolean byNumber =
                request instanceof Request.PairWith with
                        && with.at().isEmpty()
                        && PairingCode.parse(with.code()) instanceof PairingCode.Parsed.Read;
        if (byNumber && !neighbourhood.status().on()) {
            throw new UserError(
                    Exit.NOT_FOUND,
                    "mDNS is off, so nobody who shows that number can be found",
                    "say where the code is shown: quietdrop pair CODE --at HOST:PORT");
        }
        if (request instanceof Request.AddAddress add) requireWay(add.address());
        if (request instanceof Request.PairWith with) with.at().ifPresent(this::requireWay);
        return asks.ask(request, loop::post);
    }

    /** Only a proxy finds an onion service. */
    private synchronized void requireWay(String at) {
        if (config.proxy().isPresent() || !Endpoint.read(at).map(Endpoint::isOnion).orElse(false))
            return;
        throw new UserError(
                Exit.REFUSED,
                "an .onion address can be dialled through a proxy only, and none is set",
                "with Tor on this machine: quietdrop config proxy socks5://127.0.0.1:9050");
    }

    @Override
    public void close() {
        closeAll(house);
        asks.fail(UserError.lockedMeanwhile());
    }

    private static void closeAll(Deque<AutoCloseable> house) {
        while (!house.isEmpty()) {
            try {
                house.pop().close();
            } catch (Exception e) {
                // The rest must be closed, too: the keys lie deepest.
            }
        }
    }

    private static void withinTime(Neighbourhood neighbourhood) throws InterruptedException {
        Thread goodbye = Thread.ofPlatform().daemon().name("goodbye").start(neighbourhood::close);
        goodbye.join(GOODBYE);
    }
}
