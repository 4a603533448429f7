package org.quietdrop.node;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.node.cli.DaemonOptions;
import org.quietdrop.node.cli.Passphrase;
import org.quietdrop.node.cli.Programs;
import org.quietdrop.node.cli.QuietDropCommand;
import org.quietdrop.node.cli.Safekeeping;
import org.quietdrop.node.cli.Surroundings;
import org.quietdrop.node.control.Version;
import org.quietdrop.node.core.View;
import org.quietdrop.node.daemon.Background;
import org.quietdrop.node.daemon.Backups;
import org.quietdrop.node.daemon.DaemonProgram;
import org.quietdrop.node.daemon.Examination;
import org.quietdrop.node.daemon.NewHome;
import org.quietdrop.node.daemon.NewPassphrase;
import org.quietdrop.node.daemon.Restoring;
import org.quietdrop.node.daemon.Silence;
import org.quietdrop.node.daemon.Wiping;
import org.quietdrop.node.daemon.Words;
import org.quietdrop.node.demo.Demo;
import org.quietdrop.node.shell.Household;
import org.quietdrop.node.shell.Shell;
import org.quietdrop.node.shell.Suggestion;
import org.quietdrop.node.system.OwnMemory;
import org.quietdrop.store.Home;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The program: one command line, run and ended with its exit code. */
public final class Main {
    /**
     * Set when a distribution is made: the words are several command lines, a comma between them.
     */
    private static final String TRAINING = "quietdrop.training";

    private Main() {}

    /** Runs one command. */
    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("--version")) {
            // Asked for by scripts, over and over: nothing else is loaded for it.
            System.out.println("quietdrop " + Version.TEXT);
            return;
        }
        Silence.begin();
        System.exit(Boolean.getBoolean(TRAINING) ? train(args) : run(args));
    }

    private static int run(String... args) {
        Surroundings around = Surroundings.ofProcess();
        return QuietDropCommand.run(new Here(around, InstantSource.system()), around, args);
    }

    private static int train(String... args) {
        int exit = 0;
        for (int from = 0; from < args.length; ) {
            int to = from;
            while (to < args.length && !args[to].equals(",")) to++;
            exit = Math.max(exit, run(Arrays.copyOfRange(args, from, to)));
            from = to + 1;
        }
        return exit;
    }

    /** The programs of this process, with the real clock and the real chance. */
    private record Here(Surroundings around, InstantSource clock) implements Programs {
        @Override
        public List<String> init(Path home, String name, Optional<Passphrase> passphrase) {
            char[] chars = passphrase.map(Passphrase::chars).orElse(new char[0]);
            return NewHome.create(home, name, chars, clock, new SystemRandom());
        }

        @Override
        public int daemon(Path home, DaemonOptions options, Optional<Passphrase> passphrase) {
            char[] chars = passphrase.map(Passphrase::chars).orElse(null);
            if (options.background()) {
                long pid = new Background(home, around.err()).start(typed(options), chars);
                around.err()
                        .println(
                                "quietdrop: your node runs in the background, process "
                                        + pid
                                        + " (stop it with: quietdrop stop)");
                return 0;
            }
            new DaemonProgram(clock, new SystemRandom(), around.err())
                    .run(home, settings(options), chars);
            return 0;
        }

        private static Map<String, String> settings(DaemonOptions options) {
            Map<String, String> settings = new LinkedHashMap<>();
            options.listen().ifPresent(listen -> settings.put("listen", listen));
            options.network().ifPresent(network -> settings.put("interface", network));
            if (!options.mdns()) settings.put("mdns", "off");
            options.proxy().ifPresent(proxy -> settings.put("proxy", proxy));
            options.autoLock().ifPresent(time -> settings.put("auto-lock", time));
            return settings;
        }

        private static List<String> typed(DaemonOptions options) {
            List<String> typed = new ArrayList<>();
            options.listen().ifPresent(listen -> typed.addAll(List.of("--listen", listen)));
            options.network().ifPresent(network -> typed.addAll(List.of("--interface", network)));
            if (!options.mdns()) typed.add("--no-mdns");
            options.proxy().ifPresent(proxy -> typed.addAll(List.of("--proxy", proxy)));
            options.autoLock().ifPresent(time -> typed.addAll(List.of("--auto-lock", time)));
            return typed;
        }

        @Override
        public Safekeeping safekeeping() {
            return new Keeper(clock);
        }

        @Override
        public View.Diagnosis doctor(Path home) {
            return Examination.withoutNode(home, clock);
        }

        @Override
        public int demo() {
            return Demo.run(around.out(), around.err(), clock, new SystemRandom());
        }

        @Override
        public int shell(Path home) {
            OwnMemory.close();
            return Shell.run(new Own(home, around, clock), home, around);
        }

        /** What is done to a home without its node. */
        private record Keeper(InstantSource clock) implements Safekeeping {
            @Override
            public boolean needsPassphrase(Path home) {
                return NewPassphrase.needed(home);
            }

            @Override
            public void passphrase(Path home, Passphrase old, Passphrase wanted) {
                NewPassphrase.change(home, old.chars(), wanted.chars(), clock, new SystemRandom());
            }

            @Override
            public View.Words words(Path home, Passphrase passphrase) {
                return Words.show(home, passphrase.chars(), new SystemRandom());
            }

            @Override
            public List<String> recover(
                    Path home, SecretKey seed, String name, Optional<Passphrase> passphrase) {
                char[] chars = passphrase.map(Passphrase::chars).orElse(new char[0]);
                return NewHome.recover(home, seed, name, chars, clock, new SystemRandom());
            }

            @Override
            public View.BackedUp backup(
                    Path home, Passphrase present, Path to, Passphrase passphrase) {
                return Backups.create(
                        home, present.chars(), to, passphrase.chars(), clock, new SystemRandom());
            }

            @Override
            public View.Restored restore(
                    Path home, Path from, Passphrase old, Optional<Passphrase> wanted) {
                char[] chars = wanted.map(Passphrase::chars).orElse(new char[0]);
                return new Restoring(home, clock, new SystemRandom())
                        .from(from, old.chars(), chars);
            }

            @Override
            public View.Wiped wipe(Path home) {
                return Wiping.wipe(home, new SystemRandom());
            }
        }

        /** The node of one home, as the shell begins it. */
        private record Own(Path home, Surroundings around, InstantSource clock)
                implements Household {
            @Override
            public boolean exists() {
                return Home.at(home).exists();
            }

            @Override
            public List<String> init(String name, char[] passphrase) {
                return NewHome.create(home, name, passphrase, clock, new SystemRandom());
            }

            @Override
            public char[] suggestion() {
                return Suggestion.make(new SystemRandom());
            }

            @Override
            public void start() {
                long _ = new Background(home, around.err()).start(List.of(), null);
            }
        }
    }
}
