package org.quietdrop.node.shell;

import org.quietdrop.node.cli.Near;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The commands of the shell. */
enum Verb {
    HELP("/help", "", "what can be typed here"),
    PAIR("/pair", "[CODE] [--at HOST:PORT] [--as NAME]", "make a contact by a spoken code"),
    INVITE("/invite", "[--as NAME] [--qr]", "make a contact by a text that you hand over"),
    ACCEPT("/accept", "TEXT or ID [--as NAME]", "yes to an invitation or introduction"),
    DECLINE("/decline", "ID", "no to an introduction; nobody is told"),
    INTRODUCE("/introduce", "NAME NAME", "two contacts to each other; both are asked"),
    VERIFY("/verify", "[NAME]", "compare the safety number"),
    CONTACTS("/contacts", "", "everybody you can write to"),
    OPEN("/open", "NAME", "write to this contact; also /to"),
    HISTORY("/history", "[NAME] [N]", "the last messages"),
    SEARCH("/search", "WORDS [--from NAME] [--since DAY]", "find words in all conversations"),
    AROUND("/around", "[ID]", "what was said around a message"),
    REPLY("/reply", "[ID] TEXT", "answer a message, else the newest of the other side"),
    EDIT("/edit", "[ID] TEXT", "other words for a message, else your newest"),
    DELETE("/delete", "[ID]", "here, and ask the other side to do the same"),
    REACT("/react", "[ID] SIGN or off", "a sign at a message, like 👍 or +1"),
    WHY("/why", "[ID]", "what happened to a message"),
    RECALL("/recall", "[ID]", "take back what has not left yet"),
    OUTBOX("/outbox", "", "what waits here to be delivered"),
    PEERS("/peers", "", "the nodes heard on this network"),
    VISIBLE("/visible", "[TIME or off]", "show your name to this network for a while"),
    ADDRESS("/address", "NAME HOST:PORT", "say where a contact is"),
    RENAME("/rename", "NAME NEW", "call a contact something else"),
    FORGET("/forget", "NAME", "remove a contact and all of it"),
    BLOCK("/block", "NAME", "hear nothing from a contact any more"),
    TRUST("/trust", "NAME [off]", "let a friend keep sealed mail, both ways"),
    RELAY("/relay", "[drop]", "what your node keeps for friends"),
    STATUS("/status", "", "how your node is"),
    DOCTOR("/doctor", "", "why somebody is not found, and what is wrong here"),
    INSPECT("/inspect", "wire|disk|message [ID]", "what others could see of it"),
    LOCK("/lock", "", "close the vault; the node stays"),
    REMEMBER("/remember", "[off]", "let a keyring of the system open the vault"),
    CONFIG("/config", "[KEY [VALUE]]", "the settings: theme, marks, notify and more"),
    START("/start", "", "start or unlock the node again"),
    QUIT("/quit", "", "leave; the node keeps running");

    private static final String ALSO_OPEN = "/to";

    private final String word;
    private final String arguments;
    private final String meaning;

    Verb(String word, String arguments, String meaning) {
        this.word = word;
        this.arguments = arguments;
        this.meaning = meaning;
    }

    /** As it is typed. */
    String word() {
        return word;
    }

    /** In a few words. */
    String meaning() {
        return meaning;
    }

    /** With what stands behind it. */
    String usage() {
        return arguments.isEmpty() ? word : word + " " + arguments;
    }

    /** The one that is typed so. */
    static Optional<Verb> of(String word) {
        if (word.equals(ALSO_OPEN)) return Optional.of(OPEN);
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }

    /** Whether a text stands at its end, which may have several lines. */
    boolean takesText() {
        return this == REPLY || this == EDIT;
    }

    /** All words. */
    static List<String> words() {
        return Arrays.stream(values()).map(Verb::word).toList();
    }

    /** Those that were probably meant. */
    static List<String> near(String word) {
        List<String> begin =
                words().stream().filter(w -> word.length() > 1 && w.startsWith(word)).toList();
        return begin.isEmpty() ? Near.to(word, words()) : begin;
    }
}
