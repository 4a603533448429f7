package org.quietdrop.node.daemon;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.control.Desk;
import org.quietdrop.node.control.XRay;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;
import org.quietdrop.node.doctor.look.RealMachine;
import org.quietdrop.node.keyring.Keyrings;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.Home;
import org.quietdrop.store.Remembered;
import org.quietdrop.store.SweepPolicy;
import org.quietdrop.store.Wipe;
import org.quietdrop.store.disk.StoreFailure;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A node's two states: locked, with nothing but its control socket, and ready. Unlocking builds the
 * house from the ground up; locking takes it apart again in the opposite order. Thread-safe.
 */
public final class Daemon implements Desk, AutoCloseable {
    private static final long COUNT_SECONDS = 2;
    private static final long STOP_MILLIS = 250;

    private final Home home;
    private final Map<String, String> overrides;
    private final InstantSource clock;
    private final RandomSource random;
    private final SweepPolicy policy;
    private final PrintStream screen;
    private final Runnable overwriting;
    private final Remembering remembering;
    private final Outlet.Watchers watchers = new Outlet.Watchers();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Held while the house is built or taken apart; questions do not wait for it. */
    private final ReentrantLock building = new ReentrantLock();

    private final Alarm idle;
    private final AutoLock autoLock;
    private final Instant began;
    private volatile @Nullable OpenNode node;
    private volatile boolean wiped;

    /**
     * @param home held by this process
     * @param overrides settings given to this run, stronger than the file
     * @param policy when the store forgets; {@link SweepPolicy#STANDARD} outside of proofs
     * @param screen where the few lines of a daemon go; never content or names
     */
    public Daemon(
            Home home,
            Map<String, String> overrides,
            InstantSource clock,
            RandomSource random,
            SweepPolicy policy,
            PrintStream screen) {
        this(home, overrides, clock, random, policy, screen, Keyrings.none(), () -> {});
    }

    /**
     * @param keyrings what may remember a secret
     * @param overwriting runs after work with secrets: overwrites what is left of them in free
     *     memory, if this process is the node's alone
     */
    Daemon(
            Home home,
            Map<String, String> overrides,
            InstantSource clock,
            RandomSource random,
            SweepPolicy policy,
            PrintStream screen,
            Keyrings keyrings,
            Runnable overwriting) {
        this.home = home;
        this.overrides = Map.copyOf(overrides);
        this.clock = clock;
        this.began = clock.instant();
        this.random = random;
        this.policy = policy;
        this.screen = screen;
        this.overwriting = overwriting;
        this.remembering = new Remembering(home, keyrings, random);
        idle = new Alarm(clock, () -> Thread.startVirtualThread(this::lockIfIdle));
        autoLock = new AutoLock(clock, idle::at);
        settings();
    }

    private Config settings() {
        return overridden(Config.read(home.config()));
    }

    private Config overridden(Config file) {
        Config config = file;
        for (Map.Entry<String, String> one : overrides.entrySet()) {
            config = config.with(one.getKey(), one.getValue());
        }
        return config;
    }

    @Override
    public boolean ready() {
        return node != null;
    }

    @Override
    public void unlock(char[] passphrase) {
        try {
            build(() -> OpenNode.unlock(home, passphrase));
        } finally {
            clear(passphrase);
        }
    }

    @Override
    public void unlockRemembered() {
        try {
            build(remembering::storeKey);
        } finally {
            overwriting.run();
        }
    }

    @Override
    public String remember(char[] passphrase) {
        building.lock();
        try (SecretKey storeKey = OpenNode.unlock(home, passphrase)) {
            build(() -> storeKey.copy().lasting());
            String where = remembering.remember(storeKey, settings().keyring());
            say("the next start needs no passphrase: " + where + " remembers");
            return where;
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        } finally {
            clear(passphrase);
            building.unlock();
        }
    }

    @Override
    public boolean forgetRemembered() {
        building.lock();
        try {
            boolean forgotten = remembering.forget();
            if (forgotten) say("the next unlock needs the passphrase");
            return forgotten;
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        } finally {
            building.unlock();
        }
    }

    private void build(Supplier<SecretKey> key) {
        building.lock();
        try {
            if (node != null) return;
            if (wiped) throw DaemonProgram.none(home);
            if (stopping.getCount() == 0) throw new UserError(Exit.DAEMON, "the node is stopping");
            OpenNode.Surroundings around =
                    new OpenNode.Surroundings(
                            clock,
                            random,
                            policy,
                            watchers,
                            w -> say("warning: " + w),
                            this::broken);
            Config config = settings();
            OpenNode opened;
            try (SecretKey storeKey = key.get()) {
                opened = OpenNode.open(home, storeKey, config, around);
            }
            for (String warning : opened.warnings()) say("warning: " + warning);
            node = opened;
            autoLock.begin(config.autoLock());
            say("ready, listening on " + join(opened.listening()));
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        } finally {
            building.unlock();
        }
    }

    @Override
    public void passphrase(char[] old, char[] wanted) {
        building.lock();
        try {
            NewPassphrase.change(home, old, wanted, clock, random);
            boolean _ = remembering.forget();
            say(wanted.length == 0 ? "the passphrase is taken away" : "the passphrase is changed");
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        } finally {
            clear(old, wanted);
            building.unlock();
        }
    }

    /** Nothing of them is to be left, neither where they lie nor where they lay before. */
    private void clear(char[]... passphrases) {
        for (char[] one : passphrases) Arrays.fill(one, '\0');
        overwriting.run();
    }

    @Override
    public View.Words words(char[] passphrase) {
        building.lock();
        try (SecretKey storeKey = OpenNode.unlock(home, passphrase)) {
            OpenNode open = node;
            return open == null
                    ? HomeReader.opened(home, storeKey, random, Words::read)
                    : Words.read(open::read);
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        } finally {
            clear(passphrase);
            building.unlock();
        }
    }

    @Override
    public View.BackedUp backup(Path to, char[] present, char[] passphrase) {
        building.lock();
        try (SecretKey storeKey = OpenNode.unlock(home, present)) {
            OpenNode open = node;
            if (open != null) {
                return Backups.write(home, open::read, to, passphrase, clock, random);
            }
            return HomeReader.opened(
                    home,
                    storeKey,
                    random,
                    reader -> Backups.write(home, reader, to, passphrase, clock, random));
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        } finally {
            clear(present, passphrase);
            building.unlock();
        }
    }

    private static String join(List<Endpoint> endpoints) {
        return String.join(", ", endpoints.stream().map(Endpoint::toString).toList());
    }

    @Override
    public void lock() {
        building.lock();
        try {
            OpenNode open = node;
            if (open == null) return;
            node = null;
            open.close();
            if (stopping.getCount() == 0) return;
            overwriting.run();
            say("locked");
        } finally {
            building.unlock();
        }
    }

    @Override
    public void used() {
        autoLock.used();
    }

    /** Locks if nobody has used the node for the time that the settings say. */
    void lockIfIdle() {
        building.lock();
        try {
            if (node == null || !autoLock.over()) return;
            say("nobody used the node for " + settings().all().get("auto-lock"));
            lock();
        } finally {
            building.unlock();
        }
    }

    @Override
    public View.Wiped wipe() {
        try {
            Optional<Remembered> before = remembering.known();
            // At once, whatever else goes on: without the key all the rest is noise.
            Wipe.key(home, random);
            before.ifPresent(remembering::remove);
            building.lock();
            try {
                lock();
                wiped = true;
                View.Wiped told = Wiping.told(Wipe.all(home, random, true));
                say("wiped");
                return told;
            } finally {
                building.unlock();
                stop();
            }
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        }
    }

    /** Whether the home is to be gone when this process has let go of it. */
    boolean wiped() {
        return wiped;
    }

    /** The core met something it cannot work with: nothing is accepted that might not be kept. */
    private void broken(String why) {
        say("stopping: " + why);
        stopNow();
    }

    /** Soon: whoever asked must be able to read the answer. */
    @Override
    public void stop() {
        CompletableFuture.delayedExecutor(STOP_MILLIS, TimeUnit.MILLISECONDS)
                .execute(stopping::countDown);
    }

    /** Ends {@link #awaitStop} now. */
    void stopNow() {
        stopping.countDown();
    }

    /** Waits until somebody asked this daemon to stop. */
    public void awaitStop() throws InterruptedException {
        stopping.await();
    }

    @Override
    public Map<String, Object> status() {
        OpenNode open = node;
        StatusReport report = new StatusReport(home, began, clock.instant());
        try {
            report.settings(settings(), open == null ? Optional.empty() : autoLock.due());
        } catch (UserError e) {
            report.warning(e.text());
        }
        remembering.where().ifPresent(report::remembered);
        if (open == null) return report.fields();
        report.open(open);
        counts().ifPresent(report::counts);
        return report.fields();
    }

    @Override
    public View.Diagnosis doctor() {
        return new Examination(new RealMachine(), home, clock).of(node, settings());
    }

    @Override
    public XRay xray() {
        return new Inspection(home, random, remembering.where(), overwriting, node);
    }

    private java.util.Optional<View.Counts> counts() {
        try {
            View view = ask(new Request.Counts()).get(COUNT_SECONDS, TimeUnit.SECONDS);
            return view instanceof View.Counts counts
                    ? java.util.Optional.of(counts)
                    : java.util.Optional.empty();
        } catch (ExecutionException | TimeoutException | UserError e) {
            return java.util.Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return java.util.Optional.empty();
        }
    }

    @Override
    public Map<String, String> config() {
        return settings().all();
    }

    @Override
    public void configure(String key, String value) {
        building.lock();
        try {
            Config next = Config.read(home.config()).with(key, value);
            OpenNode open = node;
            if (open != null) open.configured(overridden(next));
            next.write(home.config());
            if (key.equals("auto-lock")) autoLock.begin(overridden(next).autoLock());
        } finally {
            building.unlock();
        }
    }

    @Override
    public CompletableFuture<View> ask(Request request) {
        return opened().ask(request);
    }

    private OpenNode opened() {
        OpenNode open = node;
        if (open == null) throw UserError.locked();
        return open;
    }

    @Override
    public View.Visible visible(Duration time) {
        return opened().visible(time);
    }

    @Override
    public boolean invisible() {
        OpenNode open = node;
        return open != null && open.hide();
    }

    /** What happens by the hour; for tests, at once. */
    void renew() {
        opened().renew();
    }

    @Override
    public AutoCloseable watch(Consumer<View.Notice> listener) {
        return watchers.add(listener);
    }

    void say(String line) {
        screen.println("quietdrop: " + line);
        screen.flush();
    }

    /** Locks, whatever state it is in. The home stays held. */
    @Override
    public void close() {
        stopNow();
        idle.close();
        lock();
    }
}
