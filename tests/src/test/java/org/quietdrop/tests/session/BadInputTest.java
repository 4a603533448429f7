package org.quietdrop.tests.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.View;
import org.quietdrop.tests.process.CommandRun;
import org.quietdrop.tests.process.FreePorts;
import org.quietdrop.tests.process.RealNode;
import org.quietdrop.tests.process.RunningCommand;
import org.quietdrop.tests.process.SpokenCode;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a person can get wrong, said by the real command line to real nodes. */
@Timeout(300)
final class BadInputTest {
    @TempDir private static Path folder;
    private static Neighbours nodes;

    @BeforeAll
    static void meet() throws Exception {
        nodes = new Neighbours(folder);
    }

    @AfterAll
    static void part() throws Exception {
        nodes.close();
    }

    private static CommandRun alice(String input, String... args) throws Exception {
        return CommandRun.of(nodes.alice.home, input, args);
    }

    // ---- contacts

    @Test
    void contactsThatAreNotMeant() throws Exception {
        try (RealNode carol = new RealNode(folder, "Bobette", FreePorts.one(), "")) {
            carol.init().start();
            try (SpokenCode code = SpokenCode.by(carol, "--listen", "127.0.0.1:0")) {
                code.typedBy(nodes.alice, "--at", code.at.get(0));
            }
            alice("x", "send", "Bop", "-").ended(9).says("no contact named \"Bop\"", "Bob?");
            alice("x", "send", "Zoe", "-").ended(9).says("quietdrop contacts");
            alice("x", "send", "Bo", "-").ended(6).says("Bob", "Bobette");
            alice("", "history", "Bop").ended(9).says("Bob");
            alice("", "contact", "Bo").ended(6).says("Bob", "Bobette");
            alice("", "forget", "Bo").ended(6);
            alice("", "rename", "Zoe", "Zora").ended(9);
            alice("", "rename", "Bobette", "Bob").ended(1).says("another contact");
            alice("", "address", "add", "Zoe", "127.0.0.1:4000").ended(9);
            alice("", "address", "add", "Bob", "somewhere").ended(2).says("HOST:PORT");
            alice("x", "send", "", "-").ended(2);
            alice("x", "send", "B\tb", "-").ended(2);
            alice("x", "send", "B".repeat(201), "-").ended(2);
            alice("", "why", "zz").ended(2);
            alice("", "why", "000000").ended(9);
            alice("", "inspect", "message", "zz").ended(2);
            alice("", "inspect", "message", "000000").ended(9);
            alice("", "inspect", "disk").ended(0).says("nothing found", "5 forms");
            assertEquals(List.of("Bob", "Bobette"), names());
            alice("", "forget", "Bobette").ok();
        }
        assertEquals(List.of("Bob"), names());
    }

    private static List<String> names() {
        return nodes.alice.call("contacts", Map.of(), View.Contacts.class).contacts().stream()
                .map(View.Contact::name)
                .toList();
    }

    // ---- texts

    @Test
    void textsThatCannotBeSent() throws Exception {
        int before = nodes.alice.history("Bob").size();
        Path home = nodes.alice.home;
        alice("", "send", "Bob", "-").ended(2).says("empty", "Nothing was sent");
        alice("\n", "send", "Bob", "-").ended(2).says("empty");
        alice("", "send", "Bob", "").ended(2).says("empty");
        byte[] latin = {'n', 'a', (byte) 0xef, 'v', 'e'};
        CommandRun.of(home, latin, "send", "Bob", "-").ended(2).says("UTF-8", "Nothing was sent");
        alice("x".repeat(3_801), "send", "Bob", "-").ended(2).says("3,801 bytes", "3,800");
        alice("ä".repeat(1_901), "send", "Bob", "-").ended(2).says("3,802 bytes");
        alice("x".repeat(2_000_000), "send", "Bob", "-").ended(2).says("at most 3,800");
        String raw = "{\"to\":\"Bob\",\"text\":\"" + "x".repeat(3_801) + "\"}";
        alice(raw, "rpc", "send", "-").ended(2);
        alice("", "rpc", "send", "{\"to\":\"Bob\",\"text\":\"\"}").ended(2);
        alice("x", "send", "Bob", "-", "--wait", "never").ended(2);
        assertEquals(before, nodes.alice.history("Bob").size());
        alice("x".repeat(3_800), "send", "Bob", "-", "--wait", "delivered").ok();
        assertEquals(before + 1, nodes.alice.history("Bob").size());
    }

    @Test
    void linesThatAreNoCommand() throws Exception {
        alice("", "sned", "Bob", "x").ended(2).says("no command \"sned\"", "send");
        alice("", "send").ended(2);
        alice("", "history", "Bob", "--limit", "0").ended(2);
        alice("", "config", "mdsn", "off").ended(2).says("mdns");
        alice("", "config", "mdns", "perhaps").ended(2).says("on or off");
        alice("", "rpc", "nothing", "{}").ended(2);
        alice("", "rpc", "status", "{").ended(2);
        CommandRun json = alice("", "send", "--json", "Bop", "x").ended(9);
        assertTrue(json.err().startsWith("{\"error\":"), json.err());
        json.says("\"exit\":9", "\"hint\":");
    }

    // ---- codes

    @Test
    void wrongCodes() throws Exception {
        RealNode bob = nodes.bob;
        try (RunningCommand shown =
                RunningCommand.start(
                        nodes.alice.home, "pair", "--listen", "127.0.0.1:0", "--as", "Other")) {
            String line = shown.line(l -> l.startsWith("Read this aloud"));
            String code = line.substring(line.lastIndexOf(' ') + 1);
            String at = shown.line(l -> l.contains("add: --at")).replaceAll(".*--at ", "");
            String wrong = code.replaceFirst("-[a-z]+$", "-zoo").equals(code) ? "" : "-zoo";
            wrong = code.replaceFirst("-[a-z]+$", wrong.isEmpty() ? "-zone" : wrong);

            SpokenCode.typed(bob, wrong, "--at", at)
                    .ended(1)
                    .says("not the code that is being shown");
            shown.line(l -> l.contains("somebody typed another code") && l.contains("left: 7"));
            for (int left = 6; left > 1; left--) {
                String next = "left: " + left;
                typed(bob, wrong, at);
                shown.line(l -> l.contains(next));
            }
            typed(bob, wrong, at);
            SpokenCode.typed(bob, wrong, "--at", at).ended(1);
            CommandRun ended = shown.end().ended(1).says("eight wrong tries", "closed");
            assertEquals(8, ended.out().lines().filter(l -> l.contains("tries left")).count());
            // The right code comes too late.
            SpokenCode.typed(bob, code, "--at", at).ended(9).says("nobody answered");
        }
        assertEquals(List.of("Alice"), contactsOf(bob));
    }

    /** One more try, without starting a process for it. */
    private static void typed(RealNode node, String code, String at) {
        View.PairingOpen open =
                node.call("pair.with", Map.of("code", code, "at", at), View.PairingOpen.class);
        for (int after = 0; ; after++) {
            View.PairingStep step =
                    node.call(
                            "pair.next",
                            Map.of("pairing", open.pairing(), "after", after),
                            View.PairingStep.class);
            if (step.last()) return;
        }
    }

    private static List<String> contactsOf(RealNode node) {
        return node.call("contacts", Map.of(), View.Contacts.class).contacts().stream()
                .map(View.Contact::name)
                .toList();
    }

    @Test
    void codesThatLeadNowhere() throws Exception {
        alice("", "pair", "07-walnut-violin-maple").ended(9).says("mDNS is off", "--at HOST:PORT");
        String nobody = "127.0.0.1:" + FreePorts.one();
        alice("", "pair", "07-walnut-violin-maple", "--at", nobody)
                .ended(9)
                .says("nobody answered");
        alice("", "pair", "7-walnut").ended(2).says("two digits and three words");
        alice("", "pair", "07-walnutt-violin-maple").ended(2).says("walnutt", "walnut");
        alice("", "pair", "07-walnut-violin-maple", "--at", "nowhere").ended(2).says("HOST:PORT");
        alice("", "pair", "--at", nobody).ended(2);
        alice("", "pair", "--timeout", "11m").ended(2).says("10m");
        alice("", "pair", "--listen", "127.0.0.1:" + nodes.portOfAlice)
                .ended(3)
                .says("--listen HOST:PORT");
        alice("", "pair", "--timeout", "1s").ended(1).says("the time is over");
    }

    // ---- daemons

    @Test
    void secondDaemon() throws Exception {
        String pid = "process " + nodes.alice.pid();
        alice("", "daemon", "--no-mdns").ended(3).says(pid, "quietdrop stop");
        alice("", "daemon", "--background", "--no-mdns").ended(3).says(pid, "quietdrop stop");
        alice("", "init", "--name", "Eve", "--no-passphrase").ended(1).says("nothing was changed");
        alice("", "status").ok().says(pid);
    }

    @Test
    void portTaken() throws Exception {
        Path home = folder.resolve("taken");
        CommandRun.of(home, "", "init", "--name", "Dora", "--no-passphrase").ok();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String at = "127.0.0.1:" + taken.getLocalPort();
            for (String[] how : new String[][] {{"--no-mdns"}, {"--no-mdns", "--background"}}) {
                List<String> args = new java.util.ArrayList<>(List.of("daemon", "--listen", at));
                args.addAll(List.of(how));
                CommandRun.of(home, "", args.toArray(String[]::new))
                        .ended(3)
                        .says(String.valueOf(taken.getLocalPort()), "--listen HOST:PORT");
            }
        }
        CommandRun.of(home, "", "daemon", "--listen", "nonsense").ended(2).says("HOST:PORT");
        CommandRun.of(home, "", "daemon", "--interface", "nowhere0", "--no-mdns")
                .ended(3)
                .says("nowhere0");
        CommandRun.of(home, "", "status").ended(3);
    }

    @Test
    void noDaemon() throws Exception {
        Path home = folder.resolve("asleep");
        CommandRun.of(home, "", "init", "--name", "Dora", "--no-passphrase").ok();
        List<RunningCommand> running = new java.util.ArrayList<>();
        for (String line :
                List.of(
                        "status",
                        "stop",
                        "lock",
                        "config",
                        "pair",
                        "pair 07-walnut-violin-maple",
                        "peers",
                        "contacts",
                        "contact Bob",
                        "rename Bob Rob",
                        "forget Bob",
                        "address add Bob 127.0.0.1:4000",
                        "send Bob hello",
                        "history Bob",
                        "outbox",
                        "watch",
                        "why 123456",
                        "rpc status {}")) {
            running.add(RunningCommand.start(home, line.split(" ", -1)));
        }
        for (RunningCommand one : running) {
            one.end().ended(3).says("no node is running", "quietdrop daemon --background");
        }
        Path nowhere = folder.resolve("nowhere");
        CommandRun.of(nowhere, "", "daemon").ended(3).says("quietdrop init --name NAME");
        CommandRun.of(nowhere, "", "status").ended(3);
    }
}
