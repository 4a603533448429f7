package org.quietdrop.node.doctor;

import org.quietdrop.node.doctor.firewall.Packet;
import org.quietdrop.node.doctor.firewall.Ruling;

import java.util.List;

/**
 * A firewall of this machine.
 *
 * @param name of the program that shows its rules
 * @param show the command that shows them
 * @param readable whether they could be read: mostly only root may
 * @param asked what they say about the packets that a node needs; empty when they were not read
 */
public record Firewall(String name, String show, boolean readable, List<Asked> asked) {
    /** Copies the list. */
    public Firewall {
        asked = List.copyOf(asked);
    }

    /** What was asked, and the answer. */
    public record Asked(Packet packet, Ruling ruling) {}
}
