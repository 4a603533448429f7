package org.quietdrop.node.control;

import jdk.net.ExtendedSocketOptions;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;

/** Who is at the other end of a Unix-domain socket, by the system's word. */
final class Peer {
    private Peer() {}

    /**
     * Whether the other end is this user's. Where the system does not tell (Windows), the rights of
     * the socket's folder decide alone.
     */
    static boolean is(SocketChannel channel, UserPrincipal user) {
        if (!channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) return true;
        try {
            return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(user);
        } catch (IOException e) {
            return false;
        }
    }
}
