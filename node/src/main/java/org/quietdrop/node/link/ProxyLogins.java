package org.quietdrop.node.link;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;

import java.util.HashMap;
import java.util.Map;

/**
 * As whom we log in at a proxy: at random for each contact and each run of the node, never what
 * somebody is called or known by. Tor keeps apart what comes under different logins
 * (IsolateSOCKSAuth), so that nobody behind it can tell that two contacts are dialled from one
 * place. For one thread.
 */
final class ProxyLogins {
    private static final int SIZE = 16;

    /**
     * A name and a word for it, each 32 hex digits.
     *
     * @param name at random
     * @param word at random
     */
    record Login(String name, String word) {
        @Override
        public String toString() {
            return "Login[redacted]";
        }
    }

    private final RandomSource random;
    private final Map<UserId, Login> logins = new HashMap<>();

    ProxyLogins(RandomSource random) {
        this.random = random;
    }

    /** That of a contact; at most as many as there are contacts. */
    Login of(UserId contact) {
        return logins.computeIfAbsent(contact, _ -> fresh());
    }

    /** One that is used once. */
    Login fresh() {
        return new Login(draw(), draw());
    }

    private String draw() {
        return Bytes.of(random.bytes(SIZE)).hex();
    }

    /** Another proxy is used: nothing shall join what went through the two. */
    void forget() {
        logins.clear();
    }
}
