package org.quietdrop.node.core;

/**
 * How much a node carries for others (protocol, section 7); beyond it deposits are refused.
 *
 * @param each drops kept for one depositor
 * @param all drops kept in all
 */
public record Quotas(int each, int all) {
    /** What every node has. Others are for simulation. */
    public static final Quotas DEFAULT = new Quotas(512, 8_192);
}
