package org.quietdrop.tests.sim.town;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

/** 200 nodes for 15 days, each there a quarter of the time: how mail gets through, in numbers. */
@Tag("town")
final class TownTableTest {
    private static final long SEED = Long.getLong("quietdrop.town.seed", 1);

    @Test
    void friendsWhoCarryBringMailSooner() {
        List<Outcome> outcomes =
                Plans.big(SEED).stream()
                        .flatMap(plan -> Stream.of(plan.with(false), plan.with(true)))
                        .parallel()
                        .map(Outcome::of)
                        .toList();
        System.out.println(
                "mvn -q -Ptown -pl tests -am test -Dtest=TownTableTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dquietdrop.town.seed="
                        + SEED);
        for (int i = 0; i < outcomes.size(); i += 2) {
            Outcome off = outcomes.get(i);
            Outcome on = outcomes.get(i + 1);
            System.out.println(Outcome.table(off, on));
            assertEquals(List.of(), off.violations());
            assertEquals(List.of(), on.violations());
            assertEquals(0, off.copies());
            assertTrue(on.copies() > on.written() / 10, "copies " + on.copies());
            assertTrue(on.arrived() >= off.arrived(), on.plan().graph().name());
        }
    }
}
