package org.quietdrop.node.daemon;

import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.View;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Where effects leave the core: each goes to the room that does it. Called on the core's thread,
 * after the commit.
 */
final class Outlet implements Consumer<Effect> {
    private final Consumer<Effect> links;
    private final Neighbourhood neighbourhood;
    private final Alarm alarm;
    private final Asks asks;
    private final Watchers watchers;
    private final Consumer<Effect.Inside> insides;

    Outlet(
            Consumer<Effect> links,
            Neighbourhood neighbourhood,
            Alarm alarm,
            Asks asks,
            Watchers watchers,
            Consumer<Effect.Inside> insides) {
        this.insides = insides;
        this.links = links;
        this.neighbourhood = neighbourhood;
        this.alarm = alarm;
        this.asks = asks;
        this.watchers = watchers;
    }

    @Override
    public void accept(Effect effect) {
        switch (effect) {
            case Effect.Send send -> links.accept(send);
            case Effect.Close close -> links.accept(close);
            case Effect.Dial dial -> links.accept(dial);
            case Effect.Relations relations -> links.accept(relations);
            case Effect.DialPairing dial -> links.accept(dial);
            case Effect.Proceed proceed -> links.accept(proceed);
            case Effect.OpenPairing open -> {
                neighbourhood.willShow(open.pairing(), open.code().number());
                links.accept(open);
            }
            case Effect.ClosePairing close -> {
                links.accept(close);
                neighbourhood.forget(close.pairing());
            }
            case Effect.BrowsePairing browse -> neighbourhood.look(browse.pairing(), browse.on());
            case Effect.WakeAt wake -> alarm.at(wake.when());
            case Effect.Answer answer -> asks.answered(answer.ask(), answer.reply());
            case Effect.Inside inside -> insides.accept(inside);
            case Effect.Publish publish -> watchers.tell(publish.notice());
        }
    }

    /** Those who watch. Thread-safe. */
    static final class Watchers {
        private final List<Consumer<View.Notice>> all = new CopyOnWriteArrayList<>();

        /** Adds one; closing the result removes it. */
        AutoCloseable add(Consumer<View.Notice> listener) {
            all.add(listener);
            return () -> all.remove(listener);
        }

        void tell(View.Notice notice) {
            for (Consumer<View.Notice> listener : all) listener.accept(notice);
        }
    }
}
