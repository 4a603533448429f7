package org.quietdrop.node.doctor;

import org.quietdrop.node.doctor.NetworkFacts.Call;
import org.quietdrop.node.doctor.NodeFacts.Person;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Whether contacts are linked. */
final class ContactCheck {
    private ContactCheck() {}

    static List<Finding> of(Facts facts) {
        if (!(facts.node() instanceof NodeFacts.Open open)) return List.of();
        int all = open.contacts().size();
        if (all == 0) {
            return List.of(
                    new Finding.Well(
                            "no-contacts", "no contacts yet; make one with: quietdrop pair"));
        }
        if (open.links() > 0) {
            return List.of(
                    new Finding.Well(
                            "linked",
                            open.links() + " of " + Say.count(all, "contact") + " linked"));
        }
        return List.of(away(facts, open));
    }

    private static Finding away(Facts facts, NodeFacts.Open open) {
        String last =
                open.contacts().stream()
                        .flatMap(person -> person.seen().stream())
                        .max(Comparator.naturalOrder())
                        .map(at -> ", the last one was " + ago(Duration.between(at, facts.now())))
                        .orElse(", none ever was");
        List<String> advice = new ArrayList<>();
        advice.add("ask whether their node runs and is unlocked: quietdrop status");
        if (answered(facts, Call.Answer.OPEN)) {
            advice.add(
                    "something listens where a contact was last; if it is another program, say where"
                            + " they are now");
        } else if (answered(facts, Call.Answer.THERE)) {
            advice.add(
                    "a machine where a contact was last is there, but nothing listens at that port:"
                            + " it may have another one now");
        }
        if (open.contacts().stream().map(Person::places).allMatch(List::isEmpty)) {
            advice.add("no address of theirs is known");
        }
        advice.add("say where they are: quietdrop address add NAME HOST:PORT");
        return new Finding.Warn(
                "nobody-linked",
                "none of " + Say.count(all(open), "contact") + " is linked" + last,
                advice);
    }

    private static int all(NodeFacts.Open open) {
        return open.contacts().size();
    }

    private static String ago(Duration time) {
        return time.isNegative() ? "just now" : Say.time(time) + " ago";
    }

    private static boolean answered(Facts facts, Call.Answer answer) {
        return facts.network().calls().stream()
                .anyMatch(call -> call.who() == Call.Who.CONTACT && call.answer() == answer);
    }
}
