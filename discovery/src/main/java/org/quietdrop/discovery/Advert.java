package org.quietdrop.discovery;

import java.util.Optional;

/** What one packet says about one instance at the packet's source address. */
sealed interface Advert {
    ServiceKind kind();

    String instance();

    /**
     * It is there.
     *
     * @param port 1 to 65535
     * @param ttl seconds, as claimed
     */
    record Present(ServiceKind kind, String instance, int port, Optional<Integer> number, long ttl)
            implements Advert {}

    /** It says goodbye. */
    record Gone(ServiceKind kind, String instance) implements Advert {}
}
