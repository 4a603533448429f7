package org.quietdrop.node.core;

import org.quietdrop.crypto.pairing.Invitation;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.record.Contact;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What nodes tell each other over their links about where they listen: what we say, if the user
 * allows it, and what is learned from what others say. Confined to the core thread.
 */
final class SaidAddresses {
    private final LinkTable links;
    private final Dialer dialer;
    private Settings settings;
    private List<Endpoint> listening = List.of();

    SaidAddresses(LinkTable links, Dialer dialer, Settings settings) {
        this.links = links;
        this.dialer = dialer;
        this.settings = settings;
    }

    /** Other settings hold from now on. */
    void set(Settings changed) {
        settings = changed;
    }

    /** This node listens here from now on. */
    void listen(List<Endpoint> at) {
        listening = at;
    }

    /** Says it on every link that is up. */
    void sayToAll(Turn turn) {
        for (LiveLink link : links.all()) say(turn, link.up);
    }

    /**
     * Says it on one link. A link-local address means something only to who is on that network:
     * there it comes first.
     */
    void say(Turn turn, Event.LinkUp link) {
        if (!settings.shareAddresses() || comesFromAfar(link)) return;
        List<Endpoint> some =
                listening.stream()
                        .filter(at -> !linkLocal(at) || linkLocal(link.remote()))
                        .sorted(Comparator.comparing(at -> !linkLocal(at)))
                        .limit(Contact.MAX_ADDRESSES)
                        .toList();
        if (some.isEmpty()) return;
        turn.effect(new Effect.Send(link.link(), List.of(new Frame.Addresses(some))));
    }

    /**
     * What an invitation tells: what the user wants it to, and then where we listen, unless the
     * user does not share addresses; no link-local address, which means something only with a
     * scope.
     */
    List<String> forStrangers() {
        Stream<Endpoint> own =
                settings.shareAddresses()
                        ? listening.stream().filter(at -> !linkLocal(at))
                        : Stream.empty();
        return Stream.concat(settings.said().stream(), own)
                .map(Endpoint::toString)
                .distinct()
                .limit(Invitation.MAX_ADDRESSES)
                .toList();
    }

    private static boolean linkLocal(Endpoint at) {
        return at.host().toLowerCase(Locale.ROOT).matches("fe[89ab][0-9a-f]:.*");
    }

    /**
     * Whether the other end may be anywhere in the world: beyond the proxy that we dialled through,
     * or, from loopback, beyond an onion service of ours. Addresses of this network are nothing for
     * it and would tell where we are; what it says of its own could make us dial it directly.
     */
    private boolean comesFromAfar(Event.LinkUp link) {
        boolean beyondProxy = settings.proxy() && link.dialled() && !link.remote().isLocal();
        return beyondProxy || (link.remote().isLoopback() && !link.dialled());
    }

    /** A link-local address gets the scope of the link it was said on, and must be that link's. */
    private static Optional<Endpoint> here(Endpoint said, Endpoint remote) {
        if (!linkLocal(said)) return Optional.of(said);
        int scope = remote.host().indexOf('%');
        String host = scope < 0 ? remote.host() : remote.host().substring(0, scope);
        return host.equals(said.host())
                ? Optional.of(new Endpoint(remote.host(), said.port()))
                : Optional.empty();
    }

    /** A contact says where it listens. */
    void learn(Turn turn, LiveLink link, List<Endpoint> said) {
        Optional<Contact> contact = turn.contacts().get(link.peer());
        if (contact.isEmpty()) return;
        if (comesFromAfar(link.up)) return;
        Contact learned = contact.get();
        List<Endpoint> places =
                said.stream().flatMap(at -> here(at, link.up.remote()).stream()).toList();
        for (Endpoint at : places) {
            // Only what the link itself bears out may stand for a node that was heard.
            if (at.host().equals(link.up.remote().host())) dialer.listensAt(at, link.peer());
            if (loopback(at) && !loopback(link.up.remote())) continue;
            boolean known =
                    learned.addresses().stream().anyMatch(a -> a.at().equals(at.toString()));
            if (known || at.port() == 0) continue;
            learned =
                    learned.reachedAt(
                            new Contact.Address(at.toString(), false, Instant.EPOCH.plusMillis(1)));
        }
        if (!learned.equals(contact.get())) turn.contacts().put(learned);
    }

    private static boolean loopback(Endpoint at) {
        String host = at.host();
        return host.startsWith("127.") || host.equals("::1") || host.equals("0:0:0:0:0:0:0:1");
    }
}
