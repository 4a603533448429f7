package org.quietdrop.node.control;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;
import org.quietdrop.node.inspect.DiskReport;
import org.quietdrop.node.inspect.MessageReport;
import org.quietdrop.node.inspect.WireLines;
import org.quietdrop.node.inspect.WireLines.Meaning;
import org.quietdrop.node.inspect.WireLines.WireLine;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A wire, a disk and a message of paper; names to beware of among them. */
public final class PaperXRay implements XRay {
    private static final String ID = "3f9a21000000000000000000000000aa";
    private static final String ME = "192.168.1.9:49152";
    private static final String BOB = "192.168.1.17:40312";

    private final boolean locked;
    private final List<DiskReport.Hit> found;

    /**
     * @param locked whether only the disk can be looked at
     * @param found what lies open on the disk
     */
    public PaperXRay(boolean locked, List<DiskReport.Hit> found) {
        this.locked = locked;
        this.found = List.copyOf(found);
    }

    private static WireLine line(
            long number, boolean sent, String kind, @Nullable String with, Meaning... means) {
        int bytes = kind.equals("cell") ? 4_096 : 32;
        return new WireLine(
                number,
                "2026-01-31T12:05:30.001Z",
                sent,
                sent ? ME : BOB,
                sent ? BOB : ME,
                bytes,
                kind,
                with,
                List.of(means));
    }

    @Override
    public WireLines wire(OptionalLong after, Duration patience) {
        if (locked) throw closed();
        if (after.isEmpty()) return new WireLines(List.of(), 7, 0);
        if (after.getAsLong() > 7) {
            try {
                boolean _ = new Semaphore(0).tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new WireLines(List.of(), after.getAsLong(), 0);
        }
        return new WireLines(
                List.of(
                        line(11, true, "hello", null),
                        line(12, true, "cell", "bob", new Meaning("text", 11, null, null)),
                        line(
                                13,
                                false,
                                "cell",
                                "b\u001b[2Job",
                                Meaning.of("ack"),
                                Meaning.of("ack"),
                                Meaning.of("pong")),
                        line(14, true, "cell", "carol", new Meaning("deposit", 1, null, "bob")),
                        line(15, true, "cell", "carol", new Meaning("ask", null, 254, null)),
                        line(16, false, "cell", "carol")),
                16,
                3);
    }

    private static UserError closed() {
        return new UserError(
                UserError.Exit.LOCKED, "the vault is locked", "unlock it with: quietdrop unlock");
    }

    @Override
    public DiskReport disk() {
        String time = "2026-01-31T12:05:00Z";
        return new DiskReport(
                "/home/alice/quietdrop",
                List.of(
                        new DiskReport.FileSeen("journal/0000000000000001.seg", 3_100_000, time),
                        new DiskReport.FileSeen("vault", 128, time)),
                3_100_128,
                time,
                true,
                locked ? "the keyring of the desktop" : null,
                locked ? null : new DiskReport.Search(3, 3_100_900, 4, 100, 215, 1, 5, found),
                locked
                        ? null
                        : new DiskReport.Opened(2, 311, 1, 12, 0, new DiskReport.Gone(214, 40, 3)));
    }

    @Override
    public MessageReport message(String id) {
        if (locked) throw closed();
        if (!ID.startsWith(id)) {
            throw new UserError(UserError.Exit.NOT_FOUND, "no message with the id " + id);
        }
        return new MessageReport(
                ID,
                "bob",
                true,
                "carried",
                new MessageReport.Padding(14, 14, 3_896, 4_000, 4_040, 4_096),
                new MessageReport.Identities("1111111111111111", "2222222222222222"),
                "code",
                true,
                new MessageReport.Session(
                        "5e5510115e551011",
                        false,
                        true,
                        "3333333333333333",
                        4,
                        "4444444444444444",
                        2,
                        1,
                        0,
                        0),
                new MessageReport.Sealing(
                        List.of("e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1"), "3333333333333333", 3, true),
                List.of(
                        new View.Step("2026-01-31T12:03:10Z", "kept on this disk, for bob only"),
                        new View.Step("2026-01-31T12:03:12Z", "left with c\u001b[2Jarol")),
                List.of(new MessageReport.Carrier("c\u001b[2Jarol", true, "a sealed box")),
                "one cell of 4,096 bytes",
                List.of("the key that sealed it: destroyed as soon as it had sealed it"));
    }
}
