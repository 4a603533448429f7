package org.quietdrop.node.keyring;

import org.quietdrop.crypto.SecretKey;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A keyring of paper: keeps secrets in a map, and refuses or loses them when the test wants it. */
public final class PaperKeyring implements Keyring {
    private final Kind kind;
    private final Map<String, byte[]> kept = new HashMap<>();
    private String refusal = "";

    public PaperKeyring(Kind kind) {
        this.kind = kind;
    }

    /** From now on it refuses everything, for this reason; empty: no more. */
    public void refuse(String why) {
        refusal = why;
    }

    /** Loses everything, as at a new start of the machine. */
    public void empty() {
        kept.clear();
    }

    /** Puts another secret in place of each. */
    public void change(byte[] other) {
        kept.replaceAll((name, secret) -> other.clone());
    }

    /** What it keeps. */
    public Map<String, byte[]> kept() {
        return kept;
    }

    private void asked() throws KeyringRefused {
        if (!refusal.isEmpty()) throw new KeyringRefused(refusal);
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public void put(String name, SecretKey secret) throws KeyringRefused {
        asked();
        kept.put(name, secret.copy().expose());
    }

    @Override
    public Optional<SecretKey> get(String name) throws KeyringRefused {
        asked();
        return Optional.ofNullable(kept.get(name)).map(SecretKey::of);
    }

    @Override
    public void remove(String name) throws KeyringRefused {
        asked();
        kept.remove(name);
    }
}
