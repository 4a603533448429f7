package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.node.core.View;
import org.quietdrop.node.daemon.IdentityRecord;
import org.quietdrop.node.demo.WireTap;
import org.quietdrop.node.inspect.SecretSearch;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Home;
import org.quietdrop.store.Store;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.Vault;
import org.quietdrop.store.record.RelationKeys;
import org.quietdrop.store.record.Session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Planted texts, names, passphrases and keys are looked for in every byte of the wire, the homes,
 * the logs, and the arguments and environment of the daemons; a planted line must be found.
 */
final class ProcessLeakTest {
    private static final String ALICE = "Aluminiumtraud";
    private static final String BOB = "Bobbinetwebers";
    private static final String SAID = "the hedgehog crosses at half past nine";
    private static final String REPLY = "then bring the yellow lantern, please";
    private static final String WAITS = "under the third bench from the left";
    private static final String PASSPHRASE_A = "correct-staple-horse-battery";
    private static final String PASSPHRASE_B = "wooden-spoon-quartz-meadow";

    @TempDir private Path folder;

    @Test
    void nothingLeaks() throws Exception {
        int portA = FreePorts.one();
        int portB = FreePorts.one();
        SecretSearch search = new SecretSearch();
        List<SecretSearch.Finding> found = new ArrayList<>();
        try (RealNode alice = new RealNode(folder, ALICE, portA, PASSPHRASE_A);
                RealNode bob = new RealNode(folder, BOB, portB, PASSPHRASE_B);
                WireTap toAlice = new WireTap(portA);
                WireTap toBob = new WireTap(portB)) {
            alice.init().start();
            bob.init().start();
            for (RealNode node : List.of(alice, bob)) {
                CommandRun.of(node.home, "", "config", "share-addresses", "off").ok();
            }
            alice.pairWith(bob);
            CommandRun.of(alice.home, "", "address", "add", BOB, toBob.address()).ok();
            CommandRun.of(bob.home, "", "address", "add", ALICE, toAlice.address()).ok();
            CommandRun.of(alice.home, SAID + "\n", "send", BOB, "-", "--wait", "delivered").ok();
            CommandRun.of(bob.home, REPLY + "\n", "send", ALICE, "-", "--wait", "delivered").ok();
            plant(search, alice, bob);
            for (RealNode node : List.of(alice, bob)) found.addAll(process(search, node));
            bob.kill();
            CommandRun.of(alice.home, WAITS + "\n", "send", BOB, "-").ok();
            bob.start();
            alice.awaitDelivered(60);
            assertEquals(
                    List.of(SAID, WAITS),
                    bob.history(ALICE).stream()
                            .filter(l -> l.state().equals("received"))
                            .map(View.Line::text)
                            .toList());
            alice.stop();
            bob.stop();
            int bytes = 0;
            for (WireTap tap : List.of(toAlice, toBob)) {
                for (WireTap.Connection c : tap.recorded()) {
                    found.addAll(search.in("wire", c.there()));
                    found.addAll(search.in("wire", c.back()));
                    bytes += c.there().length + c.back().length;
                }
            }
            assertTrue(bytes > 40_000, "the wire was recorded: " + bytes);
            keys(search, alice);
            keys(search, bob);
        }
        int files = 0;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                found.addAll(search.in(folder.relativize(file).toString(), file));
                files++;
            }
        }
        assertTrue(files >= 8, "the homes were searched: " + files);
        assertEquals(List.of(), found);
        control(search);
        System.out.println(
                "Leak search: "
                        + search.labels().size()
                        + " secrets in "
                        + files
                        + " files, the wire and both processes: nothing found, the control was");
    }

    private static void plant(SecretSearch search, RealNode alice, RealNode bob) {
        search.text("said", SAID);
        search.text("reply", REPLY);
        search.text("waits", WAITS);
        search.text("name of Alice", ALICE);
        search.text("name of Bob", BOB);
        search.text("passphrase of Alice", alice.passphrase);
        search.text("passphrase of Bob", bob.passphrase);
    }

    /** Arguments and environment, as another process of this user could read them. */
    private static List<SecretSearch.Finding> process(SecretSearch search, RealNode node)
            throws IOException {
        List<SecretSearch.Finding> found = new ArrayList<>();
        for (String file : List.of("cmdline", "environ")) {
            Path at = Path.of("/proc/" + node.pid() + "/" + file);
            // A daemon lets nobody read this but root.
            if (!Files.isReadable(at)) continue;
            found.addAll(search.in("process " + file, Files.readAllBytes(at)));
        }
        return found;
    }

    /** Opens the store of a stopped node and adds what it holds most secret. */
    private static void keys(SecretSearch search, RealNode node) {
        Home home = Home.at(node.home);
        char[] passphrase = node.passphrase.toCharArray();
        if (!(Vault.unlock(home.vaultDisk(), passphrase) instanceof Vault.Unlocked.Open open)) {
            throw new AssertionError("the passphrase is right");
        }
        try (SecretKey key = open.storeKey();
                Store store =
                        Store.open(home.journalDisk(), home.indexPlace(), key, new SystemRandom());
                Transaction tx = store.begin()) {
            search.bytes("store key", key.copy().expose());
            search.bytes("seed", Arrays.copyOfRange(IdentityRecord.raw(tx).orElseThrow(), 1, 33));
            for (Entry e : tx.all(Table.CONTACT)) {
                if (e.key().order() != 1) continue;
                try (RelationKeys keys = RelationKeys.decode(e.value())) {
                    search.bytes("psk", keys.keys().linkPsk().expose());
                    search.bytes("hello key", keys.keys().helloKey().expose());
                    search.bytes("tag root", keys.keys().tagRoot().expose());
                    search.bytes("hint key", keys.keys().hintKey().expose());
                }
            }
            for (Entry e : tx.all(Table.SESSION)) {
                try (Session session = Session.decode(e.value())) {
                    pieces(search, session.ratchet().encode());
                }
            }
        }
    }

    /** Every 16 bytes of a ratchet state that are not mostly zeros. */
    private static void pieces(SecretSearch search, byte[] state) {
        for (int at = 0; at + 16 <= state.length; at += 16) {
            byte[] piece = Arrays.copyOfRange(state, at, at + 16);
            int zeros = 0;
            for (byte b : piece) zeros += b == 0 ? 1 : 0;
            if (zeros < 4) search.bytes("session " + at, piece);
        }
    }

    /** A search that finds nothing must be one that can find something. */
    private void control(SecretSearch search) throws IOException {
        Path planted = folder.resolve("control");
        for (byte[] form :
                List.of(
                        SAID.getBytes(StandardCharsets.UTF_8),
                        BOB.getBytes(StandardCharsets.UTF_16LE),
                        java.util.Base64.getEncoder()
                                .encode(PASSPHRASE_A.getBytes(StandardCharsets.UTF_8)),
                        java.util.HexFormat.of()
                                .formatHex(WAITS.getBytes(StandardCharsets.UTF_8))
                                .getBytes(StandardCharsets.US_ASCII))) {
            byte[] among = new byte[10_000 + form.length];
            new SystemRandom().fill(among);
            System.arraycopy(form, 0, among, 7_777, form.length);
            Files.write(planted, among);
            assertFalse(search.in("control", planted).isEmpty(), "the control was not found");
        }
    }
}
