package org.quietdrop.store.record;

import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.Card;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Somebody this node knows. The keys of the relation are kept apart ({@link RelationKeys}).
 *
 * @param id who it is
 * @param card the card as received, with keys and suggested name; empty as long as an invitation or
 *     introduction was accepted and the two have not met
 * @param petname the name its user gave; unique among contacts without regard to case
 * @param verified paired by code, or safety numbers compared
 * @param trusted may carry for us, and we for them, as far as we are concerned
 * @param state whether the relation is complete
 * @param paired when the relation was made
 * @param seen last moment a link was up; the epoch: never
 * @param addresses where it was or may be reached, best first, at most {@link #MAX_ADDRESSES}
 * @param trustsUs whether the other side last said the same of us
 * @param origin how the relation began
 */
public record Contact(
        UserId id,
        Optional<Card> card,
        String petname,
        boolean verified,
        boolean trusted,
        State state,
        Instant paired,
        Instant seen,
        List<Address> addresses,
        boolean trustsUs,
        Origin origin) {
    /** Addresses kept for one contact. */
    public static final int MAX_ADDRESSES = 8;

    private static final int VERSION = 3;

    /** How far the relation is. */
    public enum State {
        PENDING,
        CONTACT,
        BLOCKED
    }

    /** How a relation can begin. */
    public enum How {
        CODE,
        INVITATION,
        INTRODUCTION
    }

    /**
     * How the relation began.
     *
     * @param by who introduced the two, if it was an introduction
     */
    public record Origin(How how, Optional<UserId> by) {
        /** By spoken code. */
        public static final Origin CODE = new Origin(How.CODE, Optional.empty());

        /** By invitation. */
        public static final Origin INVITATION = new Origin(How.INVITATION, Optional.empty());

        /** By somebody who knows both. */
        public static Origin introducedBy(UserId whom) {
            return new Origin(How.INTRODUCTION, Optional.of(whom));
        }
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

    /** Somebody who was met by spoken code. */
    public Contact(
            Card card,
            String petname,
            boolean verified,
            boolean trusted,
            State state,
            Instant paired,
            Instant seen,
            List<Address> addresses,
            boolean trustsUs) {
        this(
                card.userId(),
                Optional.of(card),
                petname,
                verified,
                trusted,
                state,
                paired,
                seen,
                addresses,
                trustsUs,
                Origin.CODE);
    }

    /** Somebody whom one has not met yet: pending, neither verified nor trusted. */
    public static Contact expected(UserId id, String petname, Origin origin, Instant now) {
        return new Contact(
                id,
                Optional.empty(),
                petname,
                false,
                false,
                State.PENDING,
                now,
                Instant.EPOCH,
                List.of(),
                false,
                origin);
    }

    /** The name on its card; empty before the two have met. */
    public String cardName() {
        return card.map(Card::name).orElse("");
    }

    private Contact with(String name, boolean sure, boolean trust, State newState, boolean back) {
        return new Contact(
                id, card, name, sure, trust, newState, paired, seen, addresses, back, origin);
    }

    private Contact with(Instant seenAt, List<Address> places) {
        return new Contact(
                id, card, petname, verified, trusted, state, paired, seenAt, places, trustsUs,
                origin);
    }

    /** The same contact under another petname. */
    public Contact named(String name) {
        return with(name, verified, trusted, state, trustsUs);
    }

    /** The same contact in another state. */
    public Contact in(State newState) {
        return with(petname, verified, trusted, newState, trustsUs);
    }

    /** The same contact after its user compared the safety numbers, or took that back. */
    public Contact verified(boolean sure) {
        return with(petname, sure, trusted, state, trustsUs);
    }

    /** The same contact, trusted to carry or not. */
    public Contact trusted(boolean on) {
        return with(petname, verified, on, state, trustsUs);
    }

    /** The same contact after it said whether it trusts us. */
    public Contact trustingUs(boolean on) {
        return with(petname, verified, trusted, state, on);
    }

    /** Whether mail may be left with this contact, and carried for it. */
    public boolean carries() {
        return state == State.CONTACT && trusted && trustsUs;
    }

    /** The same contact, seen now. */
    public Contact seenAt(Instant now) {
        return with(now, addresses);
    }

    /** The same contact after a new pairing. */
    public Contact pairedAgain(Card newCard, boolean byCode, Instant now) {
        return new Contact(
                id,
                Optional.of(newCard),
                petname,
                verified || byCode,
                trusted,
                State.CONTACT,
                now,
                seen,
                addresses,
                trustsUs,
                byCode ? Origin.CODE : origin);
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
        return with(seen, all);
    }

    /** For the store. */
    public byte[] encode() {
        RecordWriter out = new RecordWriter(VERSION).raw(id.bytes()).flag(card.isPresent());
        card.ifPresent(c ->
                out.raw(c.signKey().toArray())
                        .raw(c.dhKey().toArray())
                        .text(c.name())
                        .bytes(c.encoded()));
        out.text(petname)
                .flag(verified)
                .flag(trusted)
                .choice(state)
                .time(paired)
                .time(seen)
                .u8(addresses.size());
        for (Address a : addresses) out.text(a.at()).flag(a.typed()).time(a.worked());
        out.flag(trustsUs).choice(origin.how()).flag(origin.by().isPresent());
        origin.by().ifPresent(by -> out.raw(by.bytes()));
        return out.done();
    }

    /** From the store; the card was verified when it came. */
    public static Contact decode(byte[] bytes) {
        RecordReader in = new RecordReader("contact", bytes, VERSION);
        UserId id = UserId.of(in.raw(32));
        Optional<Card> card =
                !in.since(3) || in.flag() ? Optional.of(card(id, in)) : Optional.empty();
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
        Origin origin = in.since(3) ? origin(in) : Origin.CODE;
        in.end();
        return new Contact(
                id, card, petname, verified, trusted, state, paired, seen, addresses, trustsUs,
                origin);
    }

    private static Card card(UserId id, RecordReader in) {
        return new Card(
                id, PublicKey.of(in.raw(32)), PublicKey.of(in.raw(32)), in.text(), in.value());
    }

    private static Origin origin(RecordReader in) {
        How how = in.choice(How.values());
        return new Origin(how, in.flag() ? Optional.of(UserId.of(in.raw(32))) : Optional.empty());
    }
}
