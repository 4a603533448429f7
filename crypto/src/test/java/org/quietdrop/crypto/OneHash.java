package org.quietdrop.crypto;

import java.util.HexFormat;

/** What the loading tests start in a process of its own. */
final class OneHash {
    private OneHash() {}

    public static void main(String[] args) {
        Sodium.load();
        System.out.println(HexFormat.of().formatHex(Blake2b.hash512()));
    }
}
