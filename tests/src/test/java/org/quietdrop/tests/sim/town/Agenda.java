package org.quietdrop.tests.sim.town;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/** The clock: what is to happen, in order. */
final class Agenda {
    private record Item(Instant at, long order, Runnable what) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Item> items = new PriorityQueue<>();
    private Instant now;
    private long order;
    private long done;

    Agenda(Instant begin) {
        now = begin;
    }

    Instant now() {
        return now;
    }

    /** How many things have happened. */
    long done() {
        return done;
    }

    void at(Instant when, Runnable what) {
        items.add(new Item(when.isBefore(now) ? now : when, order++, what));
    }

    void later(Duration delay, Runnable what) {
        at(now.plus(delay), what);
    }

    /** Lets happen what is due until then. */
    void runUntil(Instant end) {
        while (!items.isEmpty() && !items.peek().at().isAfter(end)) {
            Item next = items.remove();
            now = next.at();
            done++;
            next.what().run();
        }
        now = end;
    }
}
