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
     * @param name only with {@link ServiceKind#NAME}: what somebody calls himself
     * @param ttl seconds, as claimed
     */
    record Present(
            ServiceKind kind,
            String instance,
            int port,
            Optional<Integer> number,
            Optional<String> name,
            long ttl)
            implements Advert {
        /** Without a name. */
        Present(ServiceKind kind, String instance, int port, Optional<Integer> number, long ttl) {
            this(kind, instance, port, number, Optional.empty(), ttl);
        }
    }

    /** It says goodbye. */
    record Gone(ServiceKind kind, String instance) implements Advert {}
}
