package org.quietdrop.tests.sim;

import org.quietdrop.node.core.Quotas;
import org.quietdrop.node.core.Settings;

/**
 * How a simulated world differs from others.
 *
 * @param rough whether frames are lost, doubled, overtaken and damaged one by one, worse than TCP
 * @param flaw what is broken in every core
 * @param settings of every node
 * @param quotas of every node
 */
record SimRules(boolean rough, Flaw flaw, Settings settings, Quotas quotas) {
    SimRules(boolean rough, Flaw flaw) {
        this(rough, flaw, Settings.DEFAULT, Quotas.DEFAULT);
    }
}
