package org.quietdrop.node.wire;

import org.quietdrop.crypto.Bytes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Frames for tests: fixed ones and ones from a seeded generator. */
final class Samples {
    private Samples() {}

    static Bytes filled(int value, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return Bytes.of(bytes);
    }

    static Bytes random(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    static Frame frame(Random random) {
        return switch (random.nextInt(22)) {
            case 0 -> new Frame.LinkKem(random(random, 1_088));
            case 1 ->
                    new Frame.SessionCheck(
                            random(random, 16),
                            random(random, 32),
                            random.nextLong(1L << 32),
                            random(random, 32),
                            random.nextLong(1L << 32),
                            random.nextLong(Long.MAX_VALUE));
            case 2 -> new Frame.Envelope(random(random, 4_000));
            case 3 -> new Frame.Ack(random(random, 16));
            case 4 -> new Frame.Ping(random.nextLong());
            case 5 -> new Frame.Pong(random.nextLong());
            case 6 -> new Frame.Keying(random(random, 1_088));
            case 7 -> new Frame.Renew(random(random, 32), random(random, 1_184));
            case 8 -> new Frame.NeedRenew();
            case 9 -> new Frame.Consent(random.nextBoolean());
            case 10 ->
                    new Frame.Deposit(
                            random(random, 16), random.nextInt(256), random(random, 4_040));
            case 11 -> new Frame.Kept(random(random, 16));
            case 12 -> {
                var reasons = Frame.NotKept.Reason.values();
                yield new Frame.NotKept(
                        random(random, 16), reasons[random.nextInt(reasons.length)]);
            }
            case 13 -> {
                List<Bytes> handles = new ArrayList<>();
                for (int i = random.nextInt(255); i > 0; i--) handles.add(random(random, 16));
                yield new Frame.Ask(random.nextBoolean(), handles);
            }
            case 14 -> new Frame.Drop(random(random, 16), random(random, 4_040));
            case 15 -> new Frame.Taken(random(random, 16));
            case 16 -> new Frame.Lost(random(random, 16));
            case 17 -> new Frame.Read(random(random, 16));
            case 18 -> new Frame.Home(time(random), time(random));
            case 19 -> new Frame.Superseded(time(random));
            case 20 -> new Frame.OlderHome(time(random));
            default -> new Frame.Addresses(endpoints(random));
        };
    }

    private static Instant time(Random random) {
        return Instant.ofEpochMilli(random.nextLong(Body.LAST_MILLI + 1));
    }

    static List<Frame> frames(Random random, int count) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(frame(random));
        }
        return frames;
    }

    private static List<Endpoint> endpoints(Random random) {
        List<Endpoint> endpoints = new ArrayList<>();
        int count = random.nextInt(9);
        for (int i = 0; i < count; i++) {
            String host =
                    random.nextBoolean()
                            ? "192.168.7." + random.nextInt(256)
                            : "fe80:0:0:0:0:0:0:" + Integer.toHexString(random.nextInt(65_536));
            endpoints.add(new Endpoint(host, 1 + random.nextInt(65_535)));
        }
        return endpoints;
    }
}
