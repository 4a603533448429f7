package org.quietdrop.node.daemon;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.discovery.PacketSight;
import org.quietdrop.node.control.XRay;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;
import org.quietdrop.node.inspect.DiskLook;
import org.quietdrop.node.inspect.DiskReport;
import org.quietdrop.node.inspect.MessageLook;
import org.quietdrop.node.inspect.MessageReport;
import org.quietdrop.node.inspect.WireBook;
import org.quietdrop.node.inspect.WireLines;
import org.quietdrop.node.inspect.WireReading;
import org.quietdrop.node.link.Links;
import org.quietdrop.store.Home;
import org.quietdrop.store.Vault;
import org.quietdrop.store.disk.StoreFailure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/** {@code inspect}: one node, locked or open, as those could see it from whom it hides. */
final class Inspection implements XRay {
    private final Home home;
    private final RandomSource random;
    private final Optional<String> remembered;
    private final Runnable overwriting;
    private final @Nullable OpenNode node;

    /**
     * @param remembered which keyring opens the vault
     * @param overwriting runs after work with secrets
     * @param node null: locked
     */
    Inspection(
            Home home,
            RandomSource random,
            Optional<String> remembered,
            Runnable overwriting,
            @Nullable OpenNode node) {
        this.home = home;
        this.random = random;
        this.remembered = remembered;
        this.overwriting = overwriting;
        this.node = node;
    }

    /** A book of what goes over the wire; closing it shuts the eyes. */
    static WireBook book(
            Links links, PacketSight packets, InstantSource clock, InstantSource steady) {
        AtomicReference<@Nullable WireBook> made = new AtomicReference<>();
        WireBook book =
                new WireBook(
                        clock,
                        steady,
                        on -> {
                            WireBook open = on ? made.get() : null;
                            links.look(open == null ? null : open::crossed);
                            packets.look(open == null ? null : packet -> told(open, packet));
                        });
        made.set(book);
        return book;
    }

    private static void told(WireBook book, PacketSight.Packet p) {
        book.packet(p.sent(), p.beacon() ? "beacon" : "mdns", p.from(), p.to(), p.bytes());
    }

    private OpenNode opened() {
        if (node != null) return node;
        throw UserError.locked();
    }

    @Override
    public WireLines wire(OptionalLong after, Duration patience) {
        OpenNode open = opened();
        return new WireReading(open.wire(), open::read).next(after, patience);
    }

    @Override
    public DiskReport disk() {
        try {
            OpenNode open = node;
            DiskLook look =
                    new DiskLook(home.root(), Vault.needsPassphrase(home.vaultDisk()), remembered);
            if (open == null) return look.locked();
            return look.unlocked(open::read, open.name(), IdentityRecord::raw, random);
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        } finally {
            // What was looked for lay in memory as it must not lie on the disk.
            overwriting.run();
        }
    }

    @Override
    public MessageReport message(String id) {
        OpenNode open = opened();
        if (!(open.answer(new Request.Why(id)) instanceof View.Why why)) {
            throw new IllegalStateException("no story");
        }
        List<MessageReport> found = new ArrayList<>();
        open.read(tx -> new MessageLook(tx, open.self(), why).report().ifPresent(found::add));
        if (found.isEmpty()) {
            throw new UserError(Exit.NOT_FOUND, "no message with the id " + id);
        }
        return found.getFirst();
    }
}
