package org.quietdrop.discovery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.IntFunction;

/** Our random names, the present ones and, to know ourselves again, the last ones. Any thread. */
final class OwnNames {
    private static final int NAME_BYTES = 12;
    private static final int REMEMBERED = 48;

    private final IntFunction<byte[]> random;
    private final Map<ServiceKind, String> current = new EnumMap<>(ServiceKind.class);
    private final Deque<String> recent = new ArrayDeque<>();

    OwnNames(IntFunction<byte[]> random) {
        this.random = random;
        renew();
    }

    /** A fresh name of 24 hexadecimal digits that means nothing. */
    String fresh() {
        return HexFormat.of().formatHex(random.apply(NAME_BYTES));
    }

    synchronized String of(ServiceKind kind) {
        return current.getOrDefault(kind, "");
    }

    synchronized void renew() {
        for (ServiceKind kind : ServiceKind.values()) {
            renew(kind);
        }
    }

    synchronized void renew(ServiceKind kind) {
        String name = fresh();
        current.put(kind, name);
        recent.addLast(name);
        if (recent.size() > REMEMBERED) {
            recent.removeFirst();
        }
    }

    /** Whether the name is, or not long ago was, ours. */
    synchronized boolean ours(String instance) {
        return recent.contains(instance);
    }
}
