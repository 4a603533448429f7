package org.quietdrop.tests.fuzz;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.ratchet.RatchetState;
import org.quietdrop.node.backup.BackupItem;
import org.quietdrop.node.search.BlockReading;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.DropCopy;
import org.quietdrop.store.record.Happening;
import org.quietdrop.store.record.HomeStamp;
import org.quietdrop.store.record.KeptDrop;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.LostDrop;
import org.quietdrop.store.record.MessagePlace;
import org.quietdrop.store.record.OpenInvitation;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.OwedAck;
import org.quietdrop.store.record.OwnIdentity;
import org.quietdrop.store.record.PaddingKey;
import org.quietdrop.store.record.Pending;
import org.quietdrop.store.record.RelationKeys;
import org.quietdrop.store.record.RelayHints;
import org.quietdrop.store.record.Retention;
import org.quietdrop.store.record.SearchBlock;
import org.quietdrop.store.record.Session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The records of the store and the items of a backup. They are authenticated before they are read,
 * so what does not fit is a defect or a newer version; it must still be a refusal and nothing else.
 */
public final class RecordFuzz {
    private static final Class<?>[] REFUSALS = {
        IllegalStateException.class,
        IllegalArgumentException.class,
        StoreFailure.Newer.class,
        OpenFailed.class
    };

    /** One kind of record. */
    private record Kind<T>(Function<byte[], T> decode, Function<T, byte[]> encode) {
        void check(byte[] bytes) {
            Always.decodes(bytes, decode, encode, REFUSALS);
        }

        boolean reads(byte[] bytes) {
            try {
                return encode.apply(decode.apply(bytes)).length > 0;
            } catch (RuntimeException e) {
                return false;
            }
        }
    }

    private static final List<Kind<?>> KINDS =
            List.of(
                    new Kind<>(DropCopy::decode, DropCopy::encode),
                    new Kind<>(Conversation::decode, Conversation::encode),
                    new Kind<>(Pending::decode, Pending::encode),
                    new Kind<>(OpenInvitation::decode, OpenInvitation::encode),
                    new Kind<>(HomeStamp::decode, HomeStamp::encode),
                    new Kind<>(Line::decode, Line::encode),
                    new Kind<>(Retention::decode, Retention::encode),
                    new Kind<>(Contact::decode, Contact::encode),
                    new Kind<>(OwnIdentity::decode, OwnIdentity::encode),
                    new Kind<>(RelayHints::decode, RelayHints::encode),
                    new Kind<>(LostDrop::decode, LostDrop::encode),
                    new Kind<>(OutboxEntry::decode, OutboxEntry::encode),
                    new Kind<>(OwedAck::decode, OwedAck::encode),
                    new Kind<>(MessagePlace::decode, MessagePlace::encode),
                    new Kind<>(PaddingKey::decode, PaddingKey::encode),
                    new Kind<>(RelationKeys::decode, RelationKeys::encode),
                    new Kind<>(SearchBlock::decode, SearchBlock::encode),
                    new Kind<>(KeptDrop::decode, KeptDrop::encode),
                    new Kind<>(Happening::decode, Happening::encode),
                    new Kind<>(Session::decode, Session::encode),
                    new Kind<>(RatchetState::decode, RatchetState::encode));

    /** The place of the search block among them. */
    private static final int BLOCK = 15;

    private RecordFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) return;
        byte[] rest = Arrays.copyOfRange(data, 1, data.length);
        int which = data[0] & 0xff;
        if (which >= 128) {
            item(which - 128, rest);
            return;
        }
        KINDS.get(which % KINDS.size()).check(rest);
        if (which % KINDS.size() == BLOCK) block(rest);
    }

    private static void item(int kind, byte[] body) {
        if (kind > 10) {
            Always.decodes(body, b -> BackupItem.read(kind + 117, b), _ -> body, REFUSALS);
        } else {
            Always.decodes(body, b -> BackupItem.read(kind, b), BackupItem::body, REFUSALS);
        }
    }

    private static void block(byte[] bytes) {
        SearchBlock block;
        try {
            block = SearchBlock.decode(bytes);
        } catch (IllegalStateException | StoreFailure.Newer e) {
            return;
        }
        BlockReading.all(block);
    }

    /** Every golden vector of store/FORMAT.md for every decoder that reads it. */
    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] golden : golden()) {
            for (int which = 0; which < KINDS.size(); which++) {
                if (KINDS.get(which).reads(golden)) {
                    seeds.add(Bytes.join(new byte[] {(byte) which}, golden));
                }
            }
            for (int kind = 1; kind <= 10; kind++) {
                for (int before : new int[] {0, 32, 40}) {
                    byte[] body = Bytes.join(new byte[before], golden);
                    int number = kind;
                    if (new Kind<BackupItem>(b -> BackupItem.read(number, b), BackupItem::body)
                            .reads(body)) {
                        seeds.add(Bytes.join(new byte[] {(byte) (128 + kind)}, body));
                    }
                }
            }
        }
        return seeds;
    }

    static List<byte[]> golden() {
        try {
            String text = Files.readString(Path.of("../store/FORMAT.md"));
            Matcher block = Pattern.compile("```golden [^\n]*\n([0-9a-f\\s]+)```").matcher(text);
            List<byte[]> all = new ArrayList<>();
            while (block.find()) {
                all.add(HexFormat.of().parseHex(block.group(1).replaceAll("\\s", "")));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
