package org.quietdrop.node.keyring;

import org.quietdrop.node.keyring.Keyring.Kind;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The keyrings that there may be on this machine.
 *
 * @param all the one to take first unless the user says otherwise stands first
 */
public record Keyrings(List<Keyring> all) {
    /** Copies the list. */
    public Keyrings {
        all = List.copyOf(all);
    }

    /** No keyring at all. */
    public static Keyrings none() {
        return new Keyrings(List.of());
    }

    /** Those of the system that this runs on. */
    public static Keyrings ofSystem(Map<String, String> environment) {
        return of(System.getProperty("os.name", ""), environment);
    }

    static Keyrings of(String system, Map<String, String> environment) {
        String os = system.toLowerCase(Locale.ROOT);
        if (os.startsWith("mac")) {
            return new Keyrings(List.of(new MacKeychain(Tool.named("/usr/bin/security"))));
        }
        if (os.startsWith("windows")) {
            String local = environment.getOrDefault("LOCALAPPDATA", "");
            Path folder = Path.of(local.isEmpty() ? "." : local, "QuietDrop");
            return new Keyrings(List.of(new WindowsDpapi(Tool.named("powershell.exe"), folder)));
        }
        Keyring desktop = new DesktopKeyring(Tool.named("secret-tool"));
        Keyring kernel = new KernelKeyring();
        // Without a desktop's bus there is nobody to ask.
        boolean bus = environment.containsKey("DBUS_SESSION_BUS_ADDRESS");
        return new Keyrings(bus ? List.of(desktop, kernel) : List.of(kernel, desktop));
    }

    /** The one of this kind, if this system has such. */
    public Optional<Keyring> of(Kind kind) {
        return all.stream().filter(k -> k.kind() == kind).findFirst();
    }

    /** The one that is typed so, or the first for "auto". */
    public Optional<Keyring> chosen(String word) {
        return all.stream()
                .filter(k -> word.equals("auto") || k.kind().word().equals(word))
                .findFirst();
    }
}
