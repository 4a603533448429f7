package org.quietdrop.node.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Looks at the facts, in the order in which people look for causes. */
public final class Doctor {
    /** All checks. Another one is another line. */
    private static final List<Function<Facts, List<Finding>>> CHECKS =
            List.of(
                    NodeCheck::of,
                    InterfaceCheck::of,
                    PortCheck::of,
                    FirewallCheck::of,
                    MulticastCheck::of,
                    ContactCheck::of,
                    VpnCheck::of,
                    ClockCheck::of,
                    HomeCheck::of,
                    MachineCheck::of);

    private Doctor() {}

    /** What there is to say. */
    public static List<Finding> examine(Facts facts) {
        List<Finding> findings = new ArrayList<>();
        for (Function<Facts, List<Finding>> check : CHECKS) findings.addAll(check.apply(facts));
        return findings;
    }
}
