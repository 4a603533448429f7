package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;

import java.time.Instant;
import java.util.Optional;

/** An invitation or introduction that has not become a contact yet. Close it after use. */
public final class OpenInvitation implements AutoCloseable {
    private static final int VERSION = 1;

    /** Which end of it we are. Codes are in the store, from 0 in this order. */
    public enum Side {
        /** We invite; whoever has the text may come. */
        OURS,
        /** We accepted: Alice. */
        ACCEPTED,
        /** We were introduced and said yes; the other one is Alice. */
        EXPECTED,
        /** We are introduced and were not asked yet, or have not answered. */
        OFFERED
    }

    private final Bytes id;
    private final Side side;
    private final Optional<UserId> peer;
    private final Optional<UserId> introducer;
    private final Optional<String> petname;
    private final Instant made;
    private final Instant expiry;
    private final SecretKey secret;

    /**
     * Takes ownership of the secret.
     *
     * @param id 16 bytes, random, ours alone
     * @param peer who must be at the other end; empty: whoever has the text
     * @param introducer who brought it, if it is an introduction
     * @param petname how the other one is to be called: what our user chose, or, while it is {@link
     *     Side#OFFERED}, what the introducer says
     * @param made when it was made, accepted or offered here
     * @param expiry not good any more from then on
     * @param secret 32 bytes
     */
    public OpenInvitation(
            Bytes id,
            Side side,
            Optional<UserId> peer,
            Optional<UserId> introducer,
            Optional<String> petname,
            Instant made,
            Instant expiry,
            SecretKey secret) {
        this.id = id;
        this.side = side;
        this.peer = peer;
        this.introducer = introducer;
        this.petname = petname;
        this.made = made;
        this.expiry = expiry;
        this.secret = secret;
    }

    /** Its name here, 16 bytes. */
    public Bytes id() {
        return id;
    }

    /** Which end of it we are. */
    public Side side() {
        return side;
    }

    /** Who must be at the other end; empty: whoever has the text. */
    public Optional<UserId> peer() {
        return peer;
    }

    /** Who brought it, if it is an introduction. */
    public Optional<UserId> introducer() {
        return introducer;
    }

    /** How the other one is to be called. */
    public Optional<String> petname() {
        return petname;
    }

    /** When it was made, accepted or offered here. */
    public Instant made() {
        return made;
    }

    /** From when on it is not good any more. */
    public Instant expiry() {
        return expiry;
    }

    /** The secret, live. */
    public SecretKey secret() {
        return secret;
    }

    /** The same on another side, with its own copy of the secret. */
    public OpenInvitation on(Side newSide) {
        return new OpenInvitation(
                id, newSide, peer, introducer, petname, made, expiry, secret.copy());
    }

    /** For the store. */
    public byte[] encode() {
        RecordWriter out = new RecordWriter(VERSION).raw(id).choice(side).flag(peer.isPresent());
        peer.ifPresent(p -> out.raw(p.bytes()));
        out.flag(introducer.isPresent());
        introducer.ifPresent(i -> out.raw(i.bytes()));
        out.flag(petname.isPresent());
        petname.ifPresent(out::text);
        return out.time(made).time(expiry).secret(secret).done();
    }

    /** From the store. */
    public static OpenInvitation decode(byte[] bytes) {
        RecordReader in = new RecordReader("invitation", bytes, VERSION);
        var read =
                new OpenInvitation(
                        Bytes.of(in.raw(16)),
                        in.choice(Side.values()),
                        user(in),
                        user(in),
                        in.flag() ? Optional.of(in.text()) : Optional.empty(),
                        in.time(),
                        in.time(),
                        in.secret());
        in.end();
        return read;
    }

    private static Optional<UserId> user(RecordReader in) {
        return in.flag() ? Optional.of(UserId.of(in.raw(32))) : Optional.empty();
    }

    @Override
    public void close() {
        secret.close();
    }

    @Override
    public String toString() {
        return "OpenInvitation[redacted]";
    }
}
