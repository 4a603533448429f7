package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.message.History;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.OwedAck;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Does what people and scripts ask for. Errors for them are thrown. */
final class Requests {
    private static final Duration LONGEST_WAIT = Duration.ofDays(30);

    /** Messages that one word "read" may be about; those before them were read long ago. */
    private static final int READ_AT_ONCE = 500;

    /** The rooms of the core that a request may need. */
    record Rooms(
            String name,
            LinkTable links,
            Awaiting awaiting,
            Dialer dialer,
            Delivery delivery,
            Pairings pairings,
            Invitations invitations,
            Introductions introductions,
            Parting parting,
            Queries queries,
            Relays relays,
            Word word,
            Searching searching,
            Retaining retaining,
            Amendments amendments) {}

    private final Rooms in;
    private boolean readReceipts;

    Requests(Rooms rooms, Settings settings) {
        this.in = rooms;
        set(settings);
    }

    /** Other settings hold from now on. */
    void set(Settings settings) {
        readReceipts = settings.readReceipts();
        in.retaining().set(settings);
    }

    void ask(Turn turn, long ask, Request request) {
        try {
            answer(turn, ask, request);
        } catch (UserError e) {
            turn.refuse(ask, e);
        }
    }

    private void answer(Turn turn, long ask, Request request) {
        switch (request) {
            case Request.Send send -> send(turn, ask, send);
            case Request.Reply reply -> reply(turn, ask, reply);
            case Request.Edit edit ->
                    turn.answer(
                            ask,
                            in.amendments()
                                    .edit(turn, Queries.meant(turn, edit.id()), edit.text()));
            case Request.Delete delete ->
                    turn.answer(
                            ask, in.amendments().delete(turn, Queries.meant(turn, delete.id())));
            case Request.React react ->
                    turn.answer(
                            ask,
                            in.amendments()
                                    .react(turn, Queries.meant(turn, react.id()), react.sign()));
            case Request.Recall recall -> turn.answer(ask, recall(turn, recall.id()));
            case Request.Await await -> await(turn, ask, await);
            case Request.Read read -> {
                read(turn, read);
                turn.answer(ask, new View.Done());
            }
            case Request.History history -> turn.answer(ask, HistoryPages.page(turn, history));
            case Request.Search search -> turn.answer(ask, in.searching().find(turn, search));
            case Request.Retain retain -> turn.answer(ask, in.retaining().ask(turn, retain));
            case Request.Contacts _ -> turn.answer(ask, in.queries().contacts(turn));
            case Request.ContactShow show ->
                    turn.answer(ask, in.queries().contact(turn, show.name()));
            case Request.Rename rename -> turn.answer(ask, rename(turn, rename));
            case Request.Forget forget -> {
                in.parting().forget(turn, turn.meant(forget.name()));
                turn.answer(ask, new View.Done());
            }
            case Request.Block block ->
                    turn.answer(
                            ask,
                            in.queries().view(in.parting().block(turn, turn.meant(block.name()))));
            case Request.Verify verify -> turn.answer(ask, in.queries().verify(turn, verify));
            case Request.Introduce introduce -> {
                in.introductions().introduce(turn, introduce.one(), introduce.other());
                turn.answer(ask, new View.Done());
            }
            case Request.Decline decline -> {
                in.introductions().decline(turn, decline.id());
                turn.answer(ask, new View.Done());
            }
            case Request.Trust trust ->
                    turn.answer(
                            ask,
                            in.queries().view(in.relays().trust(turn, trust.name(), trust.on())));
            case Request.RelayStatus _ -> turn.answer(ask, in.relays().status(turn));
            case Request.RelayDrop _ -> turn.answer(ask, in.relays().drop(turn));
            case Request.AddAddress add -> {
                addAddress(turn, add);
                turn.answer(ask, new View.Done());
            }
            case Request.Peers _ -> turn.answer(ask, in.queries().peers(turn));
            case Request.Outbox _ -> turn.answer(ask, in.queries().outbox(turn));
            case Request.Why why -> turn.answer(ask, in.queries().why(turn, why.id()));
            case Request.Events events ->
                    turn.answer(ask, Notices.after(turn, events.cursor(), events.limit()));
            case Request.Counts _ ->
                    turn.answer(
                            ask, in.queries().counts(turn, in.name(), in.relays().carried(turn)));
            case Request.Look look -> {
                look.reader().accept(turn.tx());
                turn.answer(ask, new View.Done());
            }
            case Request.Links _ -> turn.answer(ask, in.queries().links(turn));
            case Request.Invite invite -> turn.answer(ask, in.invitations().invite(turn, invite));
            case Request.Invitations _ -> turn.answer(ask, in.invitations().list(turn));
            case Request.Revoke revoke -> {
                in.invitations().revoke(turn, revoke.id());
                turn.answer(ask, new View.Done());
            }
            case Request.Accept accept -> turn.answer(ask, accept(turn, accept));
            case Request.Pair pair -> in.pairings().hold(turn, ask, pair);
            case Request.PairWith pair -> in.pairings().type(turn, ask, pair);
            case Request.PairNext next -> in.pairings().next(turn, ask, next);
            case Request.PairCancel cancel -> {
                in.pairings().cancel(turn, cancel.pairing());
                turn.answer(ask, new View.Done());
            }
        }
    }

    private View accept(Turn turn, Request.Accept accept) {
        String said = accept.invitation().strip();
        Contact contact =
                said.matches("[0-9a-fA-F]{6,32}")
                        ? in.introductions().accept(turn, said, accept.as())
                        : in.invitations().accept(turn, accept);
        return in.queries().view(contact);
    }

    private void send(Turn turn, long ask, Request.Send send) {
        Contact to = turn.meant(send.to());
        Line line = in.delivery().queue(turn, to, send.text(), send.days(), Optional.empty());
        turn.answer(ask, new View.Sent(line.id().hex(), "queued", to.petname()));
    }

    private void reply(Turn turn, long ask, Request.Reply reply) {
        History.Placed at = Queries.meant(turn, reply.id());
        Contact to = turn.contacts().get(at.contact()).orElseThrow();
        Optional<Bytes> answered = Optional.of(at.line().id());
        Line line = in.delivery().queue(turn, to, reply.text(), reply.days(), answered);
        turn.answer(ask, new View.Sent(line.id().hex(), "queued", to.petname()));
    }

    private View recall(Turn turn, String id) {
        History.Placed at = Queries.meant(turn, id);
        Line line = in.delivery().recall(turn, at);
        return new View.Sent(line.id().hex(), "recalled", turn.petname(at.contact()));
    }

    private void await(Turn turn, long ask, Request.Await await) {
        Line.State wanted = Awaiting.wanted(await.state());
        Duration most =
                await.timeout().compareTo(LONGEST_WAIT) < 0 ? await.timeout() : LONGEST_WAIT;
        in.awaiting()
                .add(turn, ask, Queries.meant(turn, await.id()), wanted, turn.steady().plus(most));
    }

    /** The user has read these lines; the writer is told if that is allowed. */
    private void read(Turn turn, Request.Read read) {
        Contact with = turn.meant(read.with());
        Conversation c = turn.contacts().conversation(with.id());
        long through = Math.min(read.cursor(), c.nextLine() - 1);
        if (through <= c.readThrough()) return;
        turn.contacts().putConversation(with.id(), c.read(through));
        if (!readReceipts) return;
        List<History.Placed> lines = turn.history().page(with.id(), through + 1, READ_AT_ONCE);
        for (History.Placed p : lines) {
            boolean before = p.place() <= c.readThrough() || p.place() < read.from();
            if (before || p.line().mine()) continue;
            in.word().owe(turn, with.id(), OwedAck.Kind.READ, p.line().id(), true, in.links());
        }
        if (!in.links().linked(with.id())) in.relays().wordOwed(turn);
    }

    private View rename(Turn turn, Request.Rename rename) {
        Contact contact = turn.meant(rename.from());
        String to = Typed.petname(rename.to());
        Optional<Contact> other = turn.contacts().called(to, Optional.of(contact.id()));
        if (other.isPresent()) {
            throw new UserError(
                    UserError.Exit.FAILED,
                    "\"" + other.get().petname() + "\" is another contact",
                    "choose another name");
        }
        Contact named = contact.named(to);
        turn.contacts().put(named);
        Notices.contact(turn, named.id(), "renamed from " + contact.petname());
        return in.queries().view(named);
    }

    private static void addAddress(Turn turn, Request.AddAddress add) {
        Contact contact = turn.meant(add.name());
        Endpoint at = Typed.endpoint(add.address());
        if (at.port() == 0) {
            throw new UserError(UserError.Exit.USAGE, "a port is a number from 1 to 65535");
        }
        turn.contacts()
                .put(contact.reachedAt(new Contact.Address(at.toString(), true, turn.now())));
        turn.relationsChanged();
    }
}
