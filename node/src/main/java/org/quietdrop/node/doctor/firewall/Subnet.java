package org.quietdrop.node.doctor.firewall;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Some addresses that begin with the same bits.
 *
 * @param bits how many, 0 to 32 or 128
 */
public record Subnet(InetAddress address, int bits) {
    /** Checks the number of bits. */
    public Subnet {
        if (bits < 0 || bits > 8 * address.getAddress().length) {
            throw new IllegalArgumentException("bits");
        }
    }

    /** One address. */
    public static Subnet of(InetAddress one) {
        return new Subnet(one, 8 * one.getAddress().length);
    }

    /**
     * Reads {@code ADDRESS} or {@code ADDRESS/BITS}; empty if it is neither. Nothing is resolved.
     */
    public static Optional<Subnet> parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress address =
                    InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            if (slash < 0) return Optional.of(of(address));
            String bits = text.substring(slash + 1);
            if (!bits.matches("[0-9]{1,3}")) return Optional.empty();
            return Optional.of(new Subnet(address, Integer.parseInt(bits)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether this is of IPv4. */
    public boolean four() {
        return address.getAddress().length == 4;
    }

    /** Whether the address is one of these. A scope does not count. */
    public boolean contains(InetAddress other) {
        return same(other, bits);
    }

    /** Whether all of these are among the others. */
    public boolean within(Subnet other) {
        return bits >= other.bits && other.contains(address);
    }

    /** Whether there is an address in both. */
    public boolean meets(Subnet other) {
        return same(other.address, Math.min(bits, other.bits));
    }

    private boolean same(InetAddress other, int first) {
        byte[] here = address.getAddress();
        byte[] there = other.getAddress();
        if (here.length != there.length) return false;
        for (int bit = 0; bit < first; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((here[bit / 8] ^ there[bit / 8]) & mask) != 0) return false;
        }
        return true;
    }

    /** {@code 192.168.1.0/24}. */
    @Override
    public String toString() {
        byte[] first = address.getAddress();
        for (int bit = bits; bit < 8 * first.length; bit++) {
            first[bit / 8] = (byte) (first[bit / 8] & ~(0x80 >> (bit % 8)));
        }
        try {
            String text = InetAddress.getByAddress(first).getHostAddress();
            return text + "/" + bits;
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
