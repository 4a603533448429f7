package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quietdrop.node.core.UserError;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/** What was on the screen is told once, in order, and nobody waits for it. */
@Timeout(300)
final class ReadingTest {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Test
    void eachLineIsToldOnce() throws InterruptedException {
        Reading reading = new Reading((contact, from, cursor) -> told.add(contact + cursor));
        reading.shown("bob", 3, 3);
        assertEquals("bob3", told.take());
        reading.shown("bob", 3, 3);
        reading.shown("bob", 2, 2);
        reading.shown("dave", 1, 1);
        assertEquals("dave1", told.take());
        reading.shown("bob", 4, 4);
        assertEquals("bob4", told.take());
        assertTrue(told.isEmpty(), told.toString());
    }

    @Test
    void aSlowNodeIsToldOfTheLastOfMany() throws InterruptedException {
        Semaphore node = new Semaphore(0);
        Reading reading =
                new Reading((contact, from, cursor) -> {
                    told.add(contact + cursor);
                    node.acquireUninterruptibly();
                });
        reading.shown("bob", 1, 1);
        assertEquals("bob1", told.take());
        for (int i = 2; i <= 1_000; i++) reading.shown("bob", i, i);
        node.release(10);
        assertEquals("bob1000", told.take());
        reading.shown("bob", 1_001, 1_001);
        assertEquals("bob1001", told.take());
        assertTrue(told.isEmpty(), told.toString());
    }

    @Test
    void whatTheNodeDidNotHearIsToldAgain() throws InterruptedException {
        List<UserError> away =
                new ArrayList<>(List.of(new UserError(UserError.Exit.DAEMON, "no node")));
        Semaphore failed = new Semaphore(0);
        Reading reading =
                new Reading((contact, from, cursor) -> {
                    if (!away.isEmpty()) {
                        failed.release();
                        throw away.removeFirst();
                    }
                    told.add(contact + cursor);
                });
        reading.shown("bob", 5, 5);
        failed.acquire();
        // The same line, as soon as it is known that it was not heard.
        while (told.isEmpty()) {
            reading.shown("bob", 5, 5);
            Thread.onSpinWait();
        }
        assertEquals("bob5", told.take());
        assertTrue(told.isEmpty(), told.toString());
    }
}
