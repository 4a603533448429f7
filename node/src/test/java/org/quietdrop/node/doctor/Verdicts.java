package org.quietdrop.node.doctor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;

/** What was found, as tests ask for it. */
final class Verdicts {
    private Verdicts() {}

    /** What is not well, by code; all that is well is left out. */
    static Set<String> unwell(Facts facts) {
        Set<String> codes = new TreeSet<>();
        for (Finding finding : Doctor.examine(facts)) {
            if (!(finding instanceof Finding.Well)) codes.add(finding.code());
        }
        return codes;
    }

    static Finding find(Facts facts, String code) {
        return Doctor.examine(facts).stream()
                .filter(f -> f.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError(code + " in " + Doctor.examine(facts)));
    }

    static void says(Finding finding, String... parts) {
        String all = finding.text() + "\n" + String.join("\n", finding.advice());
        for (String part : parts) assertTrue(all.contains(part), part + " in: " + all);
    }
}
