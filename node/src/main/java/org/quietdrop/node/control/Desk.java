package org.quietdrop.node.control;

import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What the control socket acts on: the daemon behind it, locked or ready. Every method may be
 * called from any thread and fails with {@link org.quietdrop.node.core.UserError}.
 */
public interface Desk {
    /** Whether the vault is open. */
    boolean ready();

    /** The fields of {@code status}: state, pid, listening, links, outbox, version, and more. */
    Map<String, Object> status();

    /** Looks for what is wrong with node, network and machine, locked or ready; takes its time. */
    View.Diagnosis doctor();

    /** Looks at the wire, the disk and messages as others could. */
    XRay xray();

    /** Opens the vault and starts the node; wrong passphrase: exit 5. The array is wiped. */
    void unlock(char[] passphrase);

    /**
     * Opens the vault by what a keyring of the system remembers; exit 5 if none does or can, with
     * the reason.
     */
    void unlockRemembered();

    /**
     * Opens the vault, if it is locked, and lets a keyring remember how; wrong passphrase: exit 5.
     * The array is wiped.
     *
     * @return which keyring, as people say it
     */
    String remember(char[] passphrase);

    /** From now on only the passphrase opens the vault; whether it was otherwise. */
    boolean forgetRemembered();

    /**
     * Changes the passphrase, locked or ready; wrong one: exit 5. Both arrays are wiped.
     *
     * @param wanted empty: none from now on
     */
    void passphrase(char[] old, char[] wanted);

    /** The recovery words, locked or ready; wrong passphrase: exit 5. The array is wiped. */
    View.Words words(char[] passphrase);

    /**
     * Makes a backup, locked or ready; wrong passphrase: exit 5. Both arrays are wiped.
     *
     * @param to a file that is not there
     * @param present passphrase of the home
     * @param passphrase of the backup, not empty
     */
    View.BackedUp backup(Path to, char[] present, char[] passphrase);

    /**
     * Shows the user's name to everybody on the network for that time from now; locked: exit 5,
     * exit 1 when nobody could see it.
     */
    View.Visible visible(Duration time);

    /** Shows it no more; whether it was shown. */
    boolean invisible();

    /** Ends links, wipes keys, closes the store; the control socket stays. */
    void lock();

    /** A person asked for something: as long as that happens the node does not lock by itself. */
    void used();

    /** Destroys the home, key first, and ends the daemon soon after this returns. */
    View.Wiped wipe();

    /** Ends the daemon soon after this returns. */
    void stop();

    /** All settings with their values, or those of one key; unknown key: exit 2. */
    Map<String, String> config();

    /** Sets one setting; unknown key or bad value: exit 2 with what is allowed. */
    void configure(String key, String value);

    /**
     * Asks the core. Locked: fails with exit 5. The future completes with a view or with a {@link
     * org.quietdrop.node.core.UserError}; cancelling it tells the core that nobody waits.
     */
    CompletableFuture<View> ask(Request request);

    /**
     * Hears every notice from now on, on an unspecified thread; must not block.
     *
     * @return closes the subscription
     */
    AutoCloseable watch(Consumer<View.Notice> listener);
}
