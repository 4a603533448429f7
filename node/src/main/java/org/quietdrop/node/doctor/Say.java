package org.quietdrop.node.doctor;

import org.quietdrop.node.wire.Endpoint;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How numbers and lists are said. */
final class Say {
    private Say() {}

    /** {@code 1 machine}, {@code 3 machines}. */
    static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }

    /** A time without its smaller parts. */
    static String time(Duration time) {
        Duration whole = time.abs();
        if (whole.toDays() > 1) return count(whole.toDays(), "day");
        if (whole.toHours() > 1) return count(whole.toHours(), "hour");
        if (whole.toMinutes() > 1) return count(whole.toMinutes(), "minute");
        return count(whole.toSeconds(), "second");
    }

    /** {@code a, b and c}. */
    static String list(List<String> all) {
        if (all.size() < 2) return String.join("", all);
        return String.join(", ", all.subList(0, all.size() - 1)) + " and " + all.getLast();
    }

    /** Without the scope that it has on this machine. */
    static String address(InetAddress address) {
        String host = address.getHostAddress();
        int percent = host.indexOf('%');
        return Endpoint.shortened(percent < 0 ? host : host.substring(0, percent));
    }

    /** Bytes in the unit that people use. */
    static String bytes(long bytes) {
        if (bytes < 1L << 20) return String.format(Locale.ROOT, "%,d kB", bytes / 1_000);
        if (bytes < 1L << 30) return String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000);
        return String.format(Locale.ROOT, "%,d GB", bytes / 1_000_000_000);
    }
}
