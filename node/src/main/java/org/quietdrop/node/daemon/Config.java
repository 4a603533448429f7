package org.quietdrop.node.daemon;

import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.keyring.Keyring;
import org.quietdrop.node.message.Retentions;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.SocksProxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a home: a plain file with lines {@code key = value}, nothing secret in it; the
 * first one may say the format of the file. A value of its own.
 */
public final class Config {
    /** What can be set. */
    enum Key {
        LISTEN("listen", "auto", "auto, or HOST:PORT (several with commas)"),
        PORT("port", "auto", "auto, or a number from 1024 to 65535"),
        INTERFACE("interface", "all", "all, or the name of a network interface"),
        PROXY("proxy", "off", "off, or socks5://ADDRESS:PORT"),
        MDNS("mdns", "on", "on or off"),
        BEACON("beacon", "auto", "auto or off"),
        SHARE_ADDRESSES("share-addresses", "on", "on or off"),
        SAY_ADDRESS("say-address", "off", "off, or HOST:PORT (several with commas)"),
        READ_RECEIPTS("read-receipts", "off", "on or off"),
        RETENTION("retention", "off", "off, or how long messages are kept: from 1h to 3650d"),
        AUTO_LOCK("auto-lock", "off", "off, or a time from 10s to 7d, like 15m"),
        KEYRING("keyring", "auto", "auto, kernel, secret-service, keychain or dpapi"),
        THEME("theme", "none", "none, light or dark"),
        MARKS("marks", "signs", "signs or words"),
        NOTIFY("notify", "off", "off, bell, osc9 or osc9-name");

        final String word;
        final String standard;
        final String allowed;

        Key(String word, String standard, String allowed) {
            this.word = word;
            this.standard = standard;
            this.allowed = allowed;
        }
    }

    /**
     * The format that is written, and the newest that is read; files that say none have the first.
     */
    private static final int FORMAT = 1;

    private static final String FORMAT_WORD = "format";

    private final Map<Key, String> set;

    private Config(Map<Key, String> set) {
        this.set = set;
    }

    /** What a new home has. */
    static Config standard() {
        return new Config(new EnumMap<>(Key.class));
    }

    /**
     * Reads the file; without one, everything has its standard value.
     *
     * @throws UserError with exit 2 if a line is not understood, 3 if the file cannot be read or
     *     was written by a newer QuietDrop
     */
    public static Config read(Path file) {
        if (!Files.exists(file)) return standard();
        try {
            return readText(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UserError(Exit.DAEMON, "cannot read " + file);
        }
    }

    /**
     * The same from the text of such a file.
     *
     * @param where what errors call it
     */
    static Config readText(String where, String text) {
        Config config = standard();
        for (String raw : text.lines().toList()) {
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            int sign = line.indexOf('=');
            if (sign < 0) {
                throw new UserError(
                        Exit.USAGE, "a line of " + where + " is not \"key = value\": " + line);
            }
            String word = line.substring(0, sign).strip();
            String value = line.substring(sign + 1).strip();
            if (word.equals(FORMAT_WORD)) {
                requireKnown(where, value);
            } else {
                config = config.with(word, value);
            }
        }
        return config;
    }

    private static void requireKnown(String where, String format) {
        if (format.equals(String.valueOf(FORMAT))) return;
        if (!format.matches("[1-9][0-9]{0,8}")) {
            throw new UserError(Exit.USAGE, "\"" + format + "\" is no format of " + where);
        }
        throw new UserError(
                Exit.DAEMON,
                where
                        + " has format "
                        + format
                        + ", written by a newer QuietDrop; nothing was changed",
                "run the newer QuietDrop");
    }

    /** Writes the file in one step; only this user may read it. */
    void write(Path file) {
        StringBuilder text =
                new StringBuilder(
                                "# QuietDrop settings. Change them with: quietdrop config KEY VALUE\n")
                        .append(FORMAT_WORD + " = " + FORMAT + "\n");
        set.forEach((key, value) -> text.append(key.word).append(" = ").append(value).append('\n'));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(next);
            Files.createFile(next, onlyMine(file));
            Files.writeString(next, text);
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UserError(Exit.DAEMON, "cannot write " + file);
        }
    }

    static FileAttribute<?>[] onlyMine(Path file) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }

    /**
     * With one setting changed.
     *
     * @throws UserError with exit 2 for an unknown key or a value that is not allowed
     */
    public Config with(String word, String value) {
        Key key = key(word);
        if (!allowed(key, value)) {
            throw new UserError(
                    Exit.USAGE,
                    "\"" + value + "\" is no value for " + key.word,
                    "allowed: " + key.allowed);
        }
        Map<Key, String> next = new EnumMap<>(Key.class);
        next.putAll(set);
        next.put(key, value);
        return new Config(next);
    }

    private static Key key(String word) {
        for (Key key : Key.values()) {
            if (key.word.equals(word)) return key;
        }
        List<String> words = new ArrayList<>();
        for (Key key : Key.values()) words.add(key.word);
        throw new UserError(
                Exit.USAGE,
                "there is no setting named \"" + word + "\"",
                "there are: " + String.join(", ", words));
    }

    private static boolean allowed(Key key, String value) {
        return switch (key) {
            case MDNS, SHARE_ADDRESSES, READ_RECEIPTS -> value.equals("on") || value.equals("off");
            case BEACON -> value.equals("auto") || value.equals("off");
            case INTERFACE -> value.matches("[A-Za-z0-9._:@-]{1,64}");
            case PORT ->
                    value.equals("auto")
                            || (value.matches("[0-9]{4,5}")
                                    && Integer.parseInt(value) >= 1024
                                    && Integer.parseInt(value) <= 65_535);
            case RETENTION -> value.equals("off") || Retentions.parse(value).isPresent();
            case AUTO_LOCK -> value.equals("off") || time(value).isPresent();
            case KEYRING ->
                    value.equals("auto")
                            || Arrays.stream(Keyring.Kind.values())
                                    .anyMatch(kind -> kind.word().equals(value));
            case THEME, MARKS, NOTIFY -> List.of(key.allowed.split(", | or ", -1)).contains(value);
            case SAY_ADDRESS -> value.equals("off") || areEndpoints(value);
            case PROXY -> value.equals("off") || isProxy(value);
            case LISTEN -> value.equals("auto") || areEndpoints(value);
        };
    }

    /** A time as people type it; empty when it is none, or not from ten seconds to seven days. */
    private static Optional<Duration> time(String value) {
        if (!value.matches("[0-9]{1,6}[smhd]")) return Optional.empty();
        long count = Long.parseLong(value.substring(0, value.length() - 1));
        Duration time =
                switch (value.charAt(value.length() - 1)) {
                    case 's' -> Duration.ofSeconds(count);
                    case 'm' -> Duration.ofMinutes(count);
                    case 'h' -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                };
        boolean fits = time.toSeconds() >= 10 && time.compareTo(Duration.ofDays(7)) <= 0;
        return fits ? Optional.of(time) : Optional.empty();
    }

    private static boolean isProxy(String value) {
        try {
            var _ = SocksProxy.parse(value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean areEndpoints(String value) {
        try {
            for (String one : value.split(",", -1)) Endpoint.parse(one.strip());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private String get(Key key) {
        return set.getOrDefault(key, key.standard);
    }

    /** All settings with their values. */
    Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Key key : Key.values()) all.put(key.word, get(key));
        return all;
    }

    /** Where to listen, when that is fixed. */
    List<Endpoint> listen() {
        return endpoints(Key.LISTEN);
    }

    /** Addresses of ours that invitations tell before others, an onion service for example. */
    List<Endpoint> said() {
        return endpoints(Key.SAY_ADDRESS);
    }

    private List<Endpoint> endpoints(Key key) {
        String value = get(key);
        List<Endpoint> all = new ArrayList<>();
        if (value.equals(key.standard)) return all;
        for (String one : value.split(",", -1)) all.add(Endpoint.parse(one.strip()));
        return all;
    }

    /** The port; 0: the system chooses. */
    int port() {
        String value = get(Key.PORT);
        return value.equals("auto") ? 0 : Integer.parseInt(value);
    }

    /** The only network interface to use; empty: all. */
    Optional<String> networkInterface() {
        String value = get(Key.INTERFACE);
        return value.equals("all") ? Optional.empty() : Optional.of(value);
    }

    /** Through what places beyond the network are dialled; empty: directly. */
    Optional<SocksProxy> proxy() {
        String value = get(Key.PROXY);
        return value.equals("off") ? Optional.empty() : Optional.of(SocksProxy.parse(value));
    }

    /** Whether mDNS is used. */
    boolean mdns() {
        return get(Key.MDNS).equals("on");
    }

    /** Whether a broadcast says where we are, where multicast is silent. */
    boolean beacon() {
        return get(Key.BEACON).equals("auto");
    }

    /** Whether contacts are told where we listen. */
    boolean shareAddresses() {
        return get(Key.SHARE_ADDRESSES).equals("on");
    }

    /** After how long without use the node locks; empty: never. */
    Optional<Duration> autoLock() {
        return time(get(Key.AUTO_LOCK));
    }

    /** Which keyring {@code unlock --remember} takes, or auto. */
    String keyring() {
        return get(Key.KEYRING);
    }

    /** How long messages are kept where nothing else is said; empty: for ever. */
    Optional<Duration> retention() {
        return Retentions.parse(get(Key.RETENTION));
    }

    /** Whether writers are told that their messages were read. */
    boolean readReceipts() {
        return get(Key.READ_RECEIPTS).equals("on");
    }
}
