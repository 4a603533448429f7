package org.quietdrop.discovery;

import java.util.Optional;

/**
 * The seam between a node and its local network. All methods may be called from any thread and
 * return at once, {@link #close} after at most six seconds. Sightings arrive on a thread of the
 * discovery's own; whoever takes them only puts them in a queue.
 */
public interface Discovery extends AutoCloseable {

    /**
     * Announces a service under its random instance name until it is withdrawn, replacing an
     * earlier announcement of that kind.
     *
     * @param port the TCP port where it is served, 1 to 65535
     * @param pairingNumber the public number of a pairing code, 0 to 99; only with {@link
     *     ServiceKind#PAIRING}
     * @throws IllegalArgumentException if the port or the number is out of range, or the kind is
     *     {@link ServiceKind#NAME}
     */
    void announce(ServiceKind kind, int port, Optional<Integer> pairingNumber);

    /**
     * Shows a name to everybody on the network until {@link ServiceKind#NAME} is withdrawn, under
     * an instance and host name of its own.
     *
     * @throws IllegalArgumentException if {@link ShownName} does not allow it
     */
    void show(String name);

    /** Stops announcing the kind and says goodbye. The kind's next announcement has a new name. */
    void withdraw(ServiceKind kind);

    /** Starts or stops looking for others. Stopping forgets them, without a sighting. */
    void browse(ServiceKind kind, boolean on);

    /** The instance name under which the kind is, or would now be, announced here. */
    String instance(ServiceKind kind);

    /** What it does at present and what it hears; for {@code doctor} and {@code peers}. */
    DiscoveryStatus status();

    /**
     * Takes new random names, for the host and for every announced instance.
     *
     * @param nodePort where the node listens from now on
     */
    void rename(int nodePort);

    /** Says goodbye and stops; at most six seconds. No sighting comes after it has returned. */
    @Override
    void close();
}
