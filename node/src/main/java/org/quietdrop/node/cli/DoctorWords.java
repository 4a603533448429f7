package org.quietdrop.node.cli;

import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import java.util.ArrayList;
import java.util.List;

/** How people read what {@code doctor} found. The marks are words. */
public final class DoctorWords {
    private static final String INDENT = " ".repeat(7);

    private DoctorWords() {}

    /** A line for each finding and each thing to do, and how it is in all. */
    public static List<String> lines(View.Diagnosis diagnosis) {
        List<String> lines = new ArrayList<>();
        for (View.Finding finding : diagnosis.findings()) {
            lines.add(mark(finding.state()) + TerminalText.clean(finding.text()));
            String lead = "Try: ";
            for (String advice : finding.advice()) {
                lines.add(INDENT + lead + TerminalText.clean(advice));
                lead = "     ";
            }
        }
        lines.add(sum(diagnosis));
        return lines;
    }

    /** Whether there is nothing that is not well. */
    public static boolean well(View.Diagnosis diagnosis) {
        return diagnosis.findings().stream().allMatch(f -> f.state().equals("ok"));
    }

    private static String mark(String state) {
        return switch (state) {
            case "ok" -> "ok     ";
            case "warn" -> "WARN   ";
            case "fail" -> "FAIL   ";
            default -> "SKIP   ";
        };
    }

    private static String sum(View.Diagnosis diagnosis) {
        if (well(diagnosis)) return "all is well";
        List<String> parts = new ArrayList<>();
        add(parts, count(diagnosis, "fail"), "failure", "failures");
        add(parts, count(diagnosis, "warn"), "warning", "warnings");
        add(parts, count(diagnosis, "unchecked"), "not checked", "not checked");
        return String.join(", ", parts);
    }

    private static long count(View.Diagnosis diagnosis, String state) {
        return diagnosis.findings().stream().filter(f -> f.state().equals(state)).count();
    }

    private static void add(List<String> parts, long count, String one, String many) {
        if (count > 0) parts.add(count + " " + (count == 1 ? one : many));
    }
}
