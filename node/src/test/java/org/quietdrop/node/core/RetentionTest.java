package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.store.Table;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is older than its user wants it goes; nothing else does. */
final class RetentionTest {
    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);
    private final CoreBench carol = new CoreBench("carol", 3);

    RetentionTest() {
        Pairing.of(alice, bob);
        Pairing.of(alice, carol);
    }

    private View.Retention keep(String name, String time) {
        return alice.ask(new Request.Retain(name, Optional.of(time)), View.Retention.class);
    }

    private void read() {
        alice.ask(new Request.Read("bob", 1, 1_000_000), View.Done.class);
    }

    private void talk(int from, int to) {
        Wire wire = Wire.between(alice, bob);
        for (int i = from; i < to; i++) {
            alice.send(bob, "to bob " + i);
            bob.send(alice, "from bob " + i);
            wire.settle();
        }
        wire.down();
    }

    private List<String> found(String words) {
        Request.Search search =
                new Request.Search(
                        words,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        500,
                        Optional.empty());
        return alice.ask(search, View.Found.class).lines().stream().map(View.Line::text).toList();
    }

    private void days(int days) {
        for (int i = 0; i < 2; i++) {
            alice.wakeAfter(Duration.ofHours(12L * days));
            bob.now = alice.now;
        }
    }

    @Test
    void whatIsTooOldGoesAndWhatIsNotStays() {
        talk(0, 3);
        alice.send(carol, "to carol, kept");
        read();
        assertEquals(6, found("bob").size());
        assertEquals(new View.Retention("bob", "7d", true), keep("bob", "7d"));
        days(6);
        talk(3, 5);
        read();
        assertEquals(10, alice.texts(bob).size());
        days(2);
        assertEquals(List.of("to bob 3", "from bob 3", "to bob 4", "from bob 4"), alice.texts(bob));
        assertEquals(4, found("bob").size());
        assertEquals(1, alice.texts(carol).size());
        assertEquals(5, alice.rows(Table.HISTORY));
        assertEquals(5, alice.rows(Table.MESSAGE_ID));
        days(9);
        assertEquals(List.of(), alice.texts(bob));
        talk(5, 6);
        assertEquals(2, alice.texts(bob).size());
        assertEquals(2, found("bob").size());
    }

    @Test
    void whatWaitsAndWhatIsUnreadStays() {
        keep("bob", "1d");
        talk(0, 1);
        alice.send(bob, "waits");
        days(3);
        assertEquals(List.of("from bob 0", "waits"), alice.texts(bob));
        read();
        days(1);
        assertEquals(List.of("waits"), alice.texts(bob));
        Wire wire = Wire.between(alice, bob);
        wire.settle();
        days(1);
        assertEquals(List.of(), alice.texts(bob));
        assertTrue(bob.texts(alice).contains("waits"), "it arrived all the same");
    }

    @Test
    void oneSettingForAllAndOneForEach() {
        talk(0, 1);
        read();
        alice.handle(
                new Event.SettingsChanged(
                        new Settings(true, 0, false, Optional.of(Duration.ofDays(2)))));
        assertFalse(
                alice.ask(new Request.Retain("bob", Optional.empty()), View.Retention.class).own());
        keep("bob", "off");
        days(10);
        assertEquals(2, alice.texts(bob).size());
        assertEquals(new View.Retention("bob", "2d", false), keep("bob", "default"));
        alice.wakeAfter(Duration.ofSeconds(1));
        assertEquals(0, alice.texts(bob).size());
    }

    @Test
    void aLongConversationGoesInSmallSteps() {
        for (int i = 0; i < 1_500; i++) alice.send(bob, "line " + i);
        while (alice.rest()) {}
        assertEquals(1, alice.rows(Table.SEARCH));
        Wire wire = Wire.between(alice, bob);
        wire.settle();
        wire.down();
        alice.later(Duration.ofDays(30));
        keep("bob", "12h");
        int steps = 0;
        for (int before = 1_500; before > 0; before = alice.texts(bob).size()) {
            assertTrue(before - alice.rows(Table.HISTORY) <= 512, "not all at once");
            alice.wakeAfter(Duration.ofSeconds(2));
            assertTrue(++steps < 10);
        }
        assertTrue(steps >= 2);
        assertEquals(0, alice.rows(Table.SEARCH), "no block speaks of lines that are gone");
        assertEquals(List.of(), found("line"));
    }

    @Test
    void whatIsNoTimeIsRefused() {
        for (String bad : List.of("", "0d", "-1d", "5m", "30", "99999d", "1h ", "never", "٣d")) {
            UserError error = alice.refused(new Request.Retain("bob", Optional.of(bad)));
            assertEquals(UserError.Exit.USAGE, error.exit(), bad);
        }
        assertEquals(
                UserError.Exit.NOT_FOUND,
                alice.refused(new Request.Retain("nobody", Optional.empty())).exit());
    }

    @Test
    void aForgottenContactLeavesNoSetting() {
        keep("bob", "7d");
        assertEquals(1, alice.rows(Table.SETTING));
        alice.ask(new Request.Forget("bob"), View.Done.class);
        assertEquals(0, alice.rows(Table.SETTING));
    }
}
