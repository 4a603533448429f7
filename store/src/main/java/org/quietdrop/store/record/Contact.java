package org.quietdrop.store.record;

import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.Card;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody this node knows. The keys of the relation are kept apart ({@link RelationKeys}).
 *
 * @param card the card as received, with keys and suggested name
 * @param petname the name its user gave; unique among contacts without regard to case
 * @param verified paired by code, or safety numbers compared
 * @param trusted may carry for us, and we for them, as far as we are concerned
 * @param state whether the relation is complete
 * @param paired when the relation was made
 * @param seen last moment a link was up; the epoch: never
 * @param addresses where it was or may be reached, best first, at most {@link #MAX_ADDRESSES}
 * @param trustsUs whether the other side last said the same of us
 */
public record Contact(
        Card card,
        String petname,
        boolean verified,
        boolean trusted,
        State state,
        Instant paired,
        Instant seen,
        List<Address> addresses,
        boolean trustsUs) {
    /** Addresses kept for one contact. */
    public static final int MAX_ADDRESSES = 8;

    private static final int VERSION = 2;

    /** How far the relation is. */
    public enum State {
        PENDING,
        CONTACT,
        BLOCKED
    }

    /**
     * A place to dial.
     *
     * @param at {@code HOST:PORT}
     * @param typed whether the user gave it; typed addresses are not pushed out by learned ones
     * @param worked when it last led to a link; the epoch: never
     */
    public record Address(String at, boolean typed, Instant worked) {}

    /** Copies the list. */
    public Contact {
        addresses = List.copyOf(addresses);
    }

    /** The identity behind the petname. */
    public UserId id() {
        return card.userId();
    }

    /** The same contact under another petname. */
    public Contact named(String name) {
        return new Contact(card, name, verified, trusted, state, paired, seen, addresses, trustsUs);
    }

    /** The same contact in another state. */
    public Contact in(State newState) {
        return new Contact(
                card, petname, verified, trusted, newState, paired, seen, addresses, trustsUs);
    }

    /** The same contact, trusted to carry or not. */
    public Contact trusted(boolean on) {
        return new Contact(card, petname, verified, on, state, paired, seen, addresses, trustsUs);
    }

    /** The same contact after it said whether it trusts us. */
    public Contact trustingUs(boolean on) {
        return new Contact(card, petname, verified, trusted, state, paired, seen, addresses, on);
    }

    /** Whether mail may be left with this contact, and carried for it. */
    public boolean carries() {
        return state == State.CONTACT && trusted && trustsUs;
    }

    /** The same contact, seen now. */
    public Contact seenAt(Instant now) {
        return new Contact(
                card, petname, verified, trusted, state, paired, now, addresses, trustsUs);
    }

    /** The same contact after a new pairing. */
    public Contact pairedAgain(Card newCard, boolean byCode, Instant now) {
        return new Contact(
                newCard,
                petname,
                verified || byCode,
                trusted,
                State.CONTACT,
                now,
                seen,
                addresses,
                trustsUs);
    }

    /** With this address known; what worked comes first, typed ones stay. */
    public Contact reachedAt(Address address) {
        List<Address> all = new ArrayList<>();
        boolean typedBefore = false;
        Instant worked = address.worked();
        for (Address old : addresses) {
            if (!old.at().equals(address.at())) continue;
            typedBefore |= old.typed();
            if (old.worked().isAfter(worked)) worked = old.worked();
        }
        all.add(new Address(address.at(), address.typed() || typedBefore, worked));
        for (Address old : addresses) {
            if (!old.at().equals(address.at())) all.add(old);
        }
        all.sort((a, b) -> b.worked().compareTo(a.worked()));
        while (all.size() > MAX_ADDRESSES) {
            int drop = all.size() - 1;
            while (drop >= 0 && all.get(drop).typed()) drop--;
            all.remove(drop >= 0 ? drop : all.size() - 1);
        }
        return new Contact(card, petname, verified, trusted, state, paired, seen, all, trustsUs);
    }

    /** For the store. */
    public byte[] encode() {
        RecordWriter out =
                new RecordWriter(VERSION)
                        .raw(card.userId().bytes())
                        .raw(card.signKey().toArray())
                        .raw(card.dhKey().toArray())
                        .text(card.name())
                        .bytes(card.encoded())
                        .text(petname)
                        .flag(verified)
                        .flag(trusted)
                        .choice(state)
                        .time(paired)
                        .time(seen)
                        .u8(addresses.size());
        for (Address a : addresses) out.text(a.at()).flag(a.typed()).time(a.worked());
        return out.flag(trustsUs).done();
    }

    /** From the store; the card was verified when it came. */
    public static Contact decode(byte[] bytes) {
        RecordReader in = new RecordReader("contact", bytes, VERSION);
        Card card =
                new Card(
                        UserId.of(in.raw(32)),
                        PublicKey.of(in.raw(32)),
                        PublicKey.of(in.raw(32)),
                        in.text(),
                        in.value());
        String petname = in.text();
        boolean verified = in.flag();
        boolean trusted = in.flag();
        State state = in.choice(State.values());
        Instant paired = in.time();
        Instant seen = in.time();
        int count = in.u8();
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(new Address(in.text(), in.flag(), in.time()));
        }
        boolean trustsUs = in.since(2) && in.flag();
        in.end();
        return new Contact(
                card, petname, verified, trusted, state, paired, seen, addresses, trustsUs);
    }
}
