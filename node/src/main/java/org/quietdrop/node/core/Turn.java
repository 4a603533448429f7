package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.relay.Padding;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.contact.Lookup;
import org.quietdrop.node.contact.OpenInvitations;
import org.quietdrop.node.message.Forgetting;
import org.quietdrop.node.message.History;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.message.OwedAcks;
import org.quietdrop.node.message.Retentions;
import org.quietdrop.node.message.Seen;
import org.quietdrop.node.message.Sessions;
import org.quietdrop.node.relay.CarriedDrops;
import org.quietdrop.node.relay.DropCopies;
import org.quietdrop.node.relay.LostDrops;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.PaddingKey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The handling of one event: the moment, the transaction, and the effects that will be let out once
 * it is committed.
 */
final class Turn {
    /** The secret of the padding. */
    private static final Key PADDING = Key.of(Table.META, Bytes.of(new byte[] {'a'}));

    private final Moment moment;
    private final Transaction tx;
    private final List<Effect> effects = new ArrayList<>();
    private final Set<UserId> mail = new LinkedHashSet<>();
    private final Set<UserId> grown = new LinkedHashSet<>();
    private boolean relationsChanged;
    private boolean trustChanged;

    Turn(Moment moment, Transaction tx) {
        this.moment = moment;
        this.tx = tx;
    }

    /** Date and time. */
    Instant now() {
        return moment.wall();
    }

    /** The clock that nobody sets: for how long things take and when they are due. */
    Instant steady() {
        return moment.steady();
    }

    /** The same moment by both clocks. */
    Moment moment() {
        return moment;
    }

    Transaction tx() {
        return tx;
    }

    Contacts contacts() {
        return new Contacts(tx);
    }

    OpenInvitations invitations() {
        return new OpenInvitations(tx);
    }

    History history() {
        return new History(tx);
    }

    Outbox outbox() {
        return new Outbox(tx);
    }

    Sessions sessions() {
        return new Sessions(tx);
    }

    Seen seen() {
        return new Seen(tx);
    }

    OwedAcks owed() {
        return new OwedAcks(tx);
    }

    DropCopies copies() {
        return new DropCopies(tx);
    }

    CarriedDrops carried() {
        return new CarriedDrops(tx);
    }

    LostDrops lost() {
        return new LostDrops(tx);
    }

    /** What fills up asks and hints, made when it is needed first. The caller closes it. */
    Padding padding(RandomSource random) {
        Optional<byte[]> kept = tx.get(PADDING);
        if (kept.isPresent()) return PaddingKey.decode(kept.get());
        Padding fresh = Padding.random(random);
        tx.put(PADDING, PaddingKey.encode(fresh));
        return fresh;
    }

    Retentions retentions() {
        return new Retentions(tx);
    }

    Forgetting forgetting() {
        return new Forgetting(tx);
    }

    /** The petname of somebody, or the beginning of the id when nobody has it. */
    String petname(UserId id) {
        return contacts().get(id).map(Contact::petname).orElse(id.hex().substring(0, 8));
    }

    /** The one contact that is meant, or the error that says why there is none. */
    Contact meant(String name) {
        return switch (contacts().find(name)) {
            case Lookup.Found found -> found.contact();
            case Lookup.Ambiguous many ->
                    throw new UserError(
                            UserError.Exit.AMBIGUOUS,
                            "\"" + name + "\" could be " + String.join(" or ", many.names()),
                            "write the whole name");
            case Lookup.Unknown unknown -> throw UserError.noContact(name, unknown.near());
            case Lookup.Malformed bad -> throw new UserError(UserError.Exit.USAGE, bad.why());
        };
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    void answer(long ask, View view) {
        effect(new Effect.Answer(ask, new Reply.Ok(view)));
    }

    void refuse(long ask, UserError error) {
        effect(new Effect.Answer(ask, new Reply.No(error)));
    }

    /** Contacts, keys or live links have changed: hello and dialling must know. */
    void relationsChanged() {
        relationsChanged = true;
    }

    /** Something waits for this contact that friends may carry, or they may carry it now. */
    void mailFor(UserId contact) {
        mail.add(contact);
    }

    /** For whom something waits; asks once. */
    Set<UserId> takeMail() {
        Set<UserId> taken = new LinkedHashSet<>(mail);
        mail.clear();
        return taken;
    }

    /** A line was added to a conversation. */
    void grew(UserId contact) {
        grown.add(contact);
    }

    /** To which conversations lines were added. */
    Set<UserId> grown() {
        return grown;
    }

    /** Who carries for whom has changed. */
    void trustChanged() {
        trustChanged = true;
    }

    boolean hasTrustChanged() {
        return trustChanged;
    }

    boolean haveRelationsChanged() {
        return relationsChanged;
    }

    List<Effect> effects() {
        return effects;
    }
}
