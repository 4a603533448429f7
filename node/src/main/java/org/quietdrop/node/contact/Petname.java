package org.quietdrop.node.contact;

import org.quietdrop.crypto.identity.CardName;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The names that a user gives to others: rules, comparison, and which come near a typed one. */
public final class Petname {
    /** The longest petname in UTF-8 bytes, as in a card. */
    public static final int MAX_BYTES = CardName.MAX_BYTES;

    /** How one's own lines are marked: nobody else may be called so. */
    private static final String OWN = "me";

    private Petname() {}

    /** What is compared: case and outer blanks do not matter. */
    public static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** Why this cannot be a petname, or empty. */
    public static String fault(String name) {
        if (name.isBlank()) return "a name is not empty";
        if (name.startsWith("-")) return "a name does not begin with a dash";
        if (key(name).equals(OWN)) return "\"me\" is what you are called yourself";
        if (!CardName.clean(name).equals(name)) {
            return "a name has at most " + MAX_BYTES + " bytes and no control characters";
        }
        return "";
    }

    /** This name, or with {@code -2}, {@code -3} and so on behind it when it is taken. */
    public static String free(String wanted, Collection<String> taken) {
        List<String> keys = taken.stream().map(Petname::key).toList();
        String base = fault(wanted).isEmpty() ? wanted : "friend";
        String name = base;
        for (int i = 2; keys.contains(key(name)); i++) {
            String tail = "-" + i;
            String head = base;
            while (!CardName.clean(head + tail).equals(head + tail)) {
                head = head.substring(0, head.offsetByCodePoints(head.length(), -1));
            }
            name = head + tail;
        }
        return name;
    }

    /** Those of the names that are one or two typing errors away or begin alike, nearest first. */
    public static List<String> near(String typed, Collection<String> names) {
        String key = key(typed);
        return names.stream()
                .filter(n ->
                        distance(key, key(n)) <= (key.length() < 4 ? 1 : 2)
                                || (key.length() >= 2 && key(n).startsWith(key)))
                .sorted(Comparator.comparingInt(n -> distance(key, key(n))))
                .limit(3)
                .toList();
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
