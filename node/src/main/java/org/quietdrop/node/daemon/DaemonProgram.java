package org.quietdrop.node.daemon;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.ControlServer;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;
import org.quietdrop.node.keyring.Keyrings;
import org.quietdrop.node.system.OwnMemory;
import org.quietdrop.node.system.Posix;
import org.quietdrop.store.Home;
import org.quietdrop.store.HomeLock;
import org.quietdrop.store.Remembered;
import org.quietdrop.store.SweepPolicy;
import org.quietdrop.store.Vault;
import org.quietdrop.store.Wipe;
import org.quietdrop.store.disk.StoreFailure;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code quietdrop daemon} in the foreground: from the lock of the home to the last goodbye. */
public final class DaemonProgram {
    /** Set for a daemon in the background: it leaves the terminal. */
    static final String DETACHED = "quietdrop.detached";

    /** Set by the launcher after a build: get ready, use what every node uses, and end. */
    private static final String TRAINING = "quietdrop.training";

    private static final long CLEAN_STOP_SECONDS = 2;

    private final InstantSource clock;
    private final RandomSource random;
    private final PrintStream screen;

    /**
     * @param screen takes the few lines that a daemon says; never content or names
     */
    public DaemonProgram(InstantSource clock, RandomSource random, PrintStream screen) {
        this.clock = clock;
        this.random = random;
        this.screen = screen;
    }

    /**
     * Runs until the node is asked to stop, by {@code stop} or a signal.
     *
     * @param settings stronger than those of the home's file
     * @param passphrase unlocks at once; null: starts locked unless the vault has none. Wiped here
     * @throws UserError exit 3 when the home, the socket or a port cannot be had, 5 when the
     *     passphrase is wrong, 2 when a setting is
     */
    public void run(Path folder, Map<String, String> settings, char @Nullable [] passphrase) {
        Silence.except(screen);
        OwnMemory.close();
        Posix.privateFiles();
        if (Boolean.getBoolean(DETACHED)) Posix.ownSession();
        Home home = existing(folder);
        CountDownLatch ended = new CountDownLatch(1);
        boolean wiped = false;
        try (HomeLock _ = home.lock();
                Daemon daemon =
                        new Daemon(
                                home,
                                settings,
                                clock,
                                random,
                                SweepPolicy.STANDARD,
                                screen,
                                Keyrings.ofSystem(System.getenv()),
                                OwnMemory::overwriteFree);
                ControlServer _ = ControlServer.open(home.root(), System.getenv(), daemon)) {
            onSignal(daemon, ended);
            for (String warning : OwnMemory.warnings()) daemon.say("warning: " + warning);
            if (passphrase != null) {
                daemon.unlock(passphrase);
            } else if (!Vault.needsPassphrase(home.vaultDisk())) {
                daemon.unlock(new char[0]);
            } else {
                remembered(daemon, home);
            }
            OwnMemory.settle();
            if (Boolean.getBoolean(TRAINING)) train(daemon, home);
            daemon.awaitStop();
            daemon.say("stopping");
            wiped = daemon.wiped();
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (wiped) removeRest(home);
            if (passphrase != null) java.util.Arrays.fill(passphrase, '\0');
            ended.countDown();
        }
    }

    /** Opens it if something remembers how; if not, it stays locked. */
    private static void remembered(Daemon daemon, Home home) {
        if (Remembered.exists(home.vaultDisk())) {
            try {
                daemon.unlockRemembered();
                return;
            } catch (UserError e) {
                if (e.exit() != Exit.LOCKED) throw e;
                daemon.say(e.text());
            }
        }
        daemon.say("locked; open it with: quietdrop unlock");
    }

    /** Lock, log and socket folder, which were in use until now. */
    private void removeRest(Home home) {
        var _ = Wipe.all(home, random, false);
    }

    private Home existing(Path folder) {
        Home home = Home.at(folder);
        if (!home.exists()) throw none(home);
        try {
            for (String notice : home.prepare()) screen.println("quietdrop: " + notice);
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        }
        return home;
    }

    private static void train(Daemon daemon, Home home) {
        try (ControlClient client = ControlClient.connect(home.root(), System.getenv())) {
            client.call("contacts", Map.of(), View.Contacts.class);
            client.call("outbox", Map.of(), View.Outbox.class);
        } finally {
            daemon.stopNow();
        }
    }

    static UserError none(Home home) {
        return new UserError(
                Exit.DAEMON,
                "there is no node at " + home.root() + " yet",
                "make one with: quietdrop init --name NAME");
    }

    /** The system ends the process when its hooks have: hold it until all is closed. */
    private static void onSignal(Daemon daemon, CountDownLatch ended) {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(() -> {
                                    daemon.stopNow();
                                    try {
                                        boolean _ =
                                                ended.await(CLEAN_STOP_SECONDS, TimeUnit.SECONDS);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                }));
    }
}
