package org.quietdrop.tests.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.node.core.View;
import org.quietdrop.node.daemon.IdentityRecord;
import org.quietdrop.node.daemon.JavaCommand;
import org.quietdrop.node.daemon.UnlockedHome;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Home;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.store.Store;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.Vault;
import org.quietdrop.store.record.RelationKeys;
import org.quietdrop.store.record.Session;
import org.quietdrop.tests.process.CommandRun;
import org.quietdrop.tests.process.FreePorts;
import org.quietdrop.tests.process.RealNode;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Root reads all memory of a real node with {@code gcore} and looks for what should not be there;
 * who is not root gets nothing. Needs root on Linux: {@code mvn -Pnetns -pl tests -am test}.
 */
@Tag("netns")
@Isolated("it measures, or takes all of the machine")
@Timeout(600)
final class MemoryTest {
    private static final String BOB = "Bobbinetwebers";
    private static final String PASSPHRASE = "correct-staple-horse-battery-9";
    private static final String SAID = "the hedgehog crosses at half past nine";
    private static final String REPLY = "then bring the yellow lantern, please";

    /** Stands in every node's memory. */
    private static final String CONTROL = "org/quietdrop/node/daemon/OpenNode";

    @TempDir private Path folder;
    private final Map<String, byte[]> wanted = new LinkedHashMap<>();

    @Test
    void rootFindsNoSecretsOutsideTheSlab() throws Exception {
        Dumper.required();
        try (RealNode alice = new RealNode(folder, "Alice", FreePorts.one(), PASSPHRASE);
                RealNode bob = new RealNode(folder, BOB, FreePorts.one(), "")) {
            alice.init().start();
            bob.init().start();
            alice.pairWith(bob);
            // Opened once more, over the control socket this time.
            alice.call("lock", Map.of(), View.Done.class);
            CommandRun.of(alice.home, PASSPHRASE + "\n", "unlock", "--passphrase-fd", "0").ok();
            alice.await(alice.send(BOB, SAID), "delivered", 30);
            bob.await(bob.send("Alice", REPLY), "delivered", 30);
            assertEquals(List.of(REPLY), alice.texts(bob));
            String found = CommandRun.of(alice.home, "", "search", "hedgehog").ok().out();
            assertTrue(found.contains(SAID), found);
            secrets(alice);
            unlocked(alice);
            CommandRun.of(alice.home, "", "lock").ok();
            locked(alice);
        }
    }

    /**
     * A user of no rights runs a node and asks for its memory: it is refused, as is every program
     * of his. A process of his that has not asked for it is read, so the refusal is ours.
     */
    @Test
    void whoIsNotRootIsRefused() throws Exception {
        Dumper.required();
        Path own = Files.createDirectory(folder.resolve("own"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> program = readable(folder.resolve("program"));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
        Process plain =
                new ProcessBuilder(Dumper.as(Dumper.NOBODY, List.of("sleep", "600"))).start();
        Path said = folder.resolve("said");
        String home = own.resolve("home").toString();
        Process node = null;
        try {
            // Until then it is still root's.
            Path name = Path.of("/proc/" + plain.pid() + "/comm");
            for (int i = 0; i < 600 && !Files.readString(name).equals("sleep\n"); i++) {
                Thread.sleep(50);
            }
            boolean usual = Dumper.mayRead(Dumper.NOBODY, plain.pid(), own);
            if (!usual) System.out.println("SKIPPED: here nobody but root may read any process");
            assumeTrue(usual, "the system refuses everything");
            List<String> init = new ArrayList<>(program);
            init.addAll(List.of("--home", home, "init", "--name", "Alice", "--no-passphrase"));
            Dumper.Said made = Dumper.run(Dumper.as(Dumper.NOBODY, init));
            assertTrue(made.ok(), made.text());
            List<String> daemon = new ArrayList<>(program);
            daemon.addAll(List.of("--home", home, "daemon", "--no-mdns"));
            daemon.addAll(List.of("--listen", "127.0.0.1:0"));
            node =
                    new ProcessBuilder(Dumper.as(Dumper.NOBODY, daemon))
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
            for (int i = 0; i < 600 && !Files.readString(said).contains("ready"); i++) {
                Thread.sleep(100);
            }
            assertTrue(Files.readString(said).contains("ready"), Files.readString(said));
            assertFalse(Dumper.mayRead(Dumper.NOBODY, node.pid(), own), "his node is read");
            assertTrue(Dumper.mayRead(Dumper.NOBODY, plain.pid(), own), "the control");
            assertEquals(
                    "0 0",
                    Files.readAllLines(Path.of("/proc/" + node.pid() + "/limits")).stream()
                            .filter(l -> l.startsWith("Max core file size"))
                            .map(l -> l.replaceAll("[^0-9]+", " ").strip())
                            .findFirst()
                            .orElse(""));
            System.out.println("Memory: the same user's gcore is refused, his sleep is read");
        } finally {
            plain.destroyForcibly();
            if (node != null) node.destroyForcibly().waitFor();
        }
    }

    /** The command of this program with its classes where everybody can read them. */
    private static List<String> readable(Path to) throws Exception {
        List<String> command = new ArrayList<>(JavaCommand.of(List.of(), List.of()).command());
        int path = command.indexOf("-cp") + 1;
        List<String> copies = new ArrayList<>();
        for (String one : command.get(path).split(File.pathSeparator, -1)) {
            if (!Files.exists(Path.of(one))) continue;
            Path copy = to.resolve(copies.size() + "-" + Path.of(one).getFileName());
            Files.createDirectories(to);
            assertTrue(Dumper.run(List.of("cp", "-r", one, copy.toString())).ok(), one);
            copies.add(copy.toString());
        }
        assertTrue(Dumper.run(List.of("chmod", "-R", "a+rX", to.toString())).ok());
        command.set(path, String.join(File.pathSeparator, copies));
        // Nobody has no home: the library needs a folder that programs may be loaded from.
        command.add(path - 1, "-Duser.home=" + to);
        return command;
    }

    private void unlocked(RealNode alice) throws Exception {
        MemoryImage image = Dumper.image(alice.pid(), folder);
        slab(alice, image);
        Map<String, Set<Long>> found = search(image);
        System.out.println(
                "Memory, unlocked: %,d bytes searched; outside the slab: %s"
                        .formatted(image.size(), counts(found)));
        image.delete();
        for (String name : List.of("control", "said", "reply", "name", "relation", "session")) {
            assertFalse(found.getOrDefault(name, Set.of()).isEmpty(), name + " is there");
            found.remove(name);
        }
        found.values().removeIf(Set::isEmpty);
        assertEquals(Map.of(), found);
    }

    /** Where the system locks memory, the keys are there; where not, the user is told. */
    private void slab(RealNode alice, MemoryImage image) throws Exception {
        Optional<long[]> slab = Dumper.locked(alice.pid());
        String warnings = String.valueOf(alice.status().get("warnings"));
        if (slab.isEmpty()) {
            System.out.println("Memory: this system locks none, and the node says so");
            assertTrue(warnings.contains("does not lock memory"), warnings);
            return;
        }
        assertEquals("[]", warnings);
        assertTrue(Dumper.lockedKiB(alice.pid()) > 0);
        assertFalse(image.has(slab.get()[0]), "it is left out of images");
        byte[] bytes = Dumper.read(alice.pid(), slab.get());
        for (Map.Entry<String, byte[]> one : wanted.entrySet()) {
            boolean kept = one.getKey().matches("key (to|of) .*");
            assertEquals(kept, MemoryImage.holds(bytes, one.getValue()), one.getKey());
        }
    }

    private void locked(RealNode alice) throws Exception {
        MemoryImage image = Dumper.image(alice.pid(), folder);
        Map<String, Set<Long>> found = search(image);
        System.out.println(
                "Memory, locked: %,d bytes searched; found: %s"
                        .formatted(image.size(), counts(found)));
        image.delete();
        assertFalse(found.getOrDefault("control", Set.of()).isEmpty(), "the control");
        found.remove("control");
        found.values().removeIf(Set::isEmpty);
        assertEquals(Map.of(), found);
    }

    private static Map<String, Integer> counts(Map<String, Set<Long>> found) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        found.forEach((name, at) -> {
            if (!at.isEmpty()) counts.put(name, at.size());
        });
        return counts;
    }

    private Map<String, Set<Long>> search(MemoryImage image) throws Exception {
        List<Set<Long>> places = image.find(List.copyOf(wanted.values()));
        Map<String, Set<Long>> found = new LinkedHashMap<>();
        int i = 0;
        for (String name : wanted.keySet()) {
            String what = name.replaceFirst(" #.*", "");
            found.computeIfAbsent(what, _ -> new java.util.TreeSet<>()).addAll(places.get(i++));
        }
        return found;
    }

    /** What is looked for: texts in the ways that Java keeps them, keys in pieces of 16 bytes. */
    private void secrets(RealNode alice) throws Exception {
        text("control", CONTROL);
        text("said", SAID);
        text("reply", REPLY);
        text("name", BOB);
        text("passphrase", PASSPHRASE);
        Path copy = folder.resolve("copy");
        UnlockedHome.copy(alice.home, copy);
        Home home = Home.at(copy);
        if (!(Vault.unlock(home.vaultDisk(), PASSPHRASE.toCharArray())
                instanceof Vault.Unlocked.Open(SecretKey opened))) {
            throw new AssertionError("the passphrase is right");
        }
        try (SecretKey key = opened;
                Store store =
                        Store.open(
                                home.journalDisk(),
                                new IndexPlace.InHeap(),
                                key,
                                new SystemRandom());
                Transaction tx = store.begin()) {
            key("store key", key.copy().expose());
            for (String label : List.of("QDv1 db wrap", "QDv1 db blind", "QDv1 db mark")) {
                key("key of the store", Blake2b.prf(key, label));
            }
            byte[] seed = Arrays.copyOfRange(IdentityRecord.raw(tx).orElseThrow(), 1, 33);
            key("seed", seed);
            key("key to sign", Blake2b.prf(seed, "QDv1 seed.sign", new byte[] {1}));
            key("key to agree", Blake2b.prf(seed, "QDv1 seed.dh", new byte[] {1}));
            for (Entry e : tx.all(Table.CONTACT)) {
                if (e.key().order() != 1) continue;
                try (RelationKeys keys = RelationKeys.decode(e.value())) {
                    key("relation", keys.keys().linkPsk().expose());
                    key("relation", keys.keys().helloKey().expose());
                    key("relation", keys.keys().tagRoot().expose());
                }
            }
            for (Entry e : tx.all(Table.SESSION)) {
                try (Session session = Session.decode(e.value())) {
                    key("session", session.ratchet().encode());
                }
            }
        }
    }

    private void text(String name, String text) {
        wanted.put(name + " #8", text.getBytes(StandardCharsets.UTF_8));
        wanted.put(name + " #16", text.getBytes(StandardCharsets.UTF_16LE));
        wanted.put(name + " #16b", text.getBytes(StandardCharsets.UTF_16BE));
    }

    private void key(String name, byte[] key) {
        for (int at = 0; at + 16 <= key.length; at += 8) {
            byte[] piece = Arrays.copyOfRange(key, at, at + 16);
            // Counters and zeros are no secrets, and stand everywhere.
            long different = IntStream.range(0, 16).map(i -> piece[i]).distinct().count();
            if (different >= 10) wanted.put(name + " #" + wanted.size() + "." + at, piece);
        }
    }
}
