package org.quietdrop.node.shell;

import org.quietdrop.node.contact.Petname;
import org.quietdrop.node.control.TerminalText;

import java.util.Arrays;
import java.util.Optional;

/** Walks a new person through name and passphrase, in a few lines and no more. */
final class FirstRun {
    private final Seat seat;
    private final Screen screen;
    private final Household household;

    FirstRun(Seat seat, Screen screen, Household household) {
        this.seat = seat;
        this.screen = screen;
        this.household = household;
    }

    /**
     * Makes the node.
     *
     * @return the passphrase, for unlocking; the caller wipes it. Empty: the person left, and
     *     nothing was made
     */
    Optional<char[]> make() {
        screen.say("QuietDrop: messages on this network, without a server. Nobody else can read");
        screen.say("them, the people who carry them included.");
        screen.say("");
        Optional<String> name = name();
        if (name.isEmpty()) return nothing();
        screen.say("A passphrase protects everything on this disk. There is no way to reset it.");
        Optional<char[]> passphrase = passphrase();
        if (passphrase.isEmpty()) return nothing();
        try {
            for (String notice : household.init(name.get(), passphrase.get())) {
                screen.remark(TerminalText.clean(notice));
            }
            return passphrase;
        } catch (RuntimeException e) {
            Arrays.fill(passphrase.get(), '\0');
            throw e;
        }
    }

    private Optional<char[]> nothing() {
        screen.say("Nothing was made.");
        return Optional.empty();
    }

    private Optional<String> name() {
        while (true) {
            switch (seat.answer("Your name, as friends will see it: ")) {
                case Typed.Line line -> {
                    String name = line.text().strip();
                    String fault = Petname.fault(name);
                    if (fault.isEmpty()) return Optional.of(name);
                    screen.say(Screen.sentence(fault));
                }
                case Typed.Aside _, Typed.Cancelled _, Typed.Left _ -> {
                    return Optional.empty();
                }
            }
        }
    }

    private Optional<char[]> passphrase() {
        while (true) {
            Optional<char[]> first = seat.hidden("Passphrase (empty for a suggestion): ");
            if (first.isPresent() && first.get().length == 0) first = suggested();
            if (first.isEmpty()) return first;
            Optional<char[]> again = seat.hidden("Again: ");
            boolean same = again.isPresent() && Arrays.equals(first.get(), again.get());
            again.ifPresent(a -> Arrays.fill(a, '\0'));
            if (same) return first;
            Arrays.fill(first.get(), '\0');
            if (again.isEmpty()) return again;
            screen.say("The two are not the same. Once more.");
        }
    }

    private Optional<char[]> suggested() {
        char[] suggestion = household.suggestion();
        screen.point("  Suggestion:  ", String.valueOf(suggestion), "");
        screen.say("  Enter takes it; or type your own. Write it down where nobody looks.");
        Optional<char[]> typed = seat.hidden("Passphrase: ");
        if (typed.isPresent() && typed.get().length == 0) return Optional.of(suggestion);
        Arrays.fill(suggestion, '\0');
        return typed;
    }
}
