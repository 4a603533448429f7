package org.quietdrop.discovery;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.regex.Pattern;

/** What a network interface is, as far as discovery cares; for {@code doctor}. */
public enum InterfaceKind {
    /** People may be there: mDNS is spoken on it. */
    LOCAL,
    /** It is switched off, or its cable is out. */
    DOWN,
    /** This machine itself. */
    LOOPBACK,
    /** A tunnel to somewhere else, as a VPN makes. */
    TUNNEL,
    /** It leads to containers or virtual machines in this one. */
    INWARD,
    /** It has one machine at its other end. */
    POINT_TO_POINT,
    /** It knows no multicast. */
    NO_MULTICAST;

    private static final Pattern TUNNELS = Pattern.compile("(tun|tap|utun|wg|zt|tailscale|ppp).*");

    /** Switches and ports of containers and virtual machines: no people there. */
    private static final Pattern INSIDE =
            Pattern.compile(
                    "(docker|veth|br-|virbr|vmnet|vboxnet|lxc|lxd|cni|flannel|cali|podman).*");

    /** What this one is. One that goes away while we look is down. */
    public static InterfaceKind of(NetworkInterface nic) {
        try {
            if (nic.isLoopback()) return LOOPBACK;
            if (!nic.isUp()) return DOWN;
            return of(nic.getName(), nic.isPointToPoint(), nic.supportsMulticast());
        } catch (SocketException e) {
            return DOWN;
        }
    }

    /** The same of one that is up, by its name and what it can. */
    public static InterfaceKind of(String name, boolean pointToPoint, boolean multicast) {
        if (TUNNELS.matcher(name).matches()) return TUNNEL;
        if (INSIDE.matcher(name).matches()) return INWARD;
        if (pointToPoint) return POINT_TO_POINT;
        return multicast ? LOCAL : NO_MULTICAST;
    }
}
