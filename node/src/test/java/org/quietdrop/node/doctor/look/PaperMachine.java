package org.quietdrop.node.doctor.look;

import org.quietdrop.discovery.InterfaceKind;
import org.quietdrop.node.doctor.NetworkFacts.Call;
import org.quietdrop.node.doctor.Platform;
import org.quietdrop.node.doctor.firewall.Subnet;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A machine of paper: says what it was told to, and remembers who was called. */
final class PaperMachine implements Machine {
    final Map<Path, String> files = new HashMap<>();
    final Map<Path, List<String>> folders = new HashMap<>();
    final Map<Path, Path> links = new HashMap<>();
    final Map<String, Deque<Ran>> programs = new HashMap<>();
    final Map<String, Call.Answer> answers = new HashMap<>();
    final Map<String, String> sources = new HashMap<>();
    final List<Port> ports = new ArrayList<>();
    final List<String> called = new ArrayList<>();
    final List<String> nudged = new ArrayList<>();
    final List<String> ran = new ArrayList<>();
    int pauses;
    boolean root = true;
    Platform platform = Platform.LINUX;

    PaperMachine file(String path, String text) {
        files.put(Path.of(path), text);
        return this;
    }

    /** What a command prints; told several times: one after the other, the last for ever. */
    PaperMachine says(String command, String text) {
        programs.computeIfAbsent(command, _ -> new ArrayDeque<>()).add(new Ran(0, text));
        return this;
    }

    PaperMachine fails(String command) {
        programs.computeIfAbsent(command, _ -> new ArrayDeque<>()).add(new Ran(1, ""));
        return this;
    }

    PaperMachine nic(String name, InterfaceKind kind, String... nets) {
        ports.add(
                new Port(
                        name,
                        kind,
                        List.of(nets).stream()
                                .map(net -> Subnet.parse(net).orElseThrow())
                                .toList()));
        return this;
    }

    @Override
    public Platform platform() {
        return platform;
    }

    @Override
    public boolean root() {
        return root;
    }

    @Override
    public Optional<String> text(Path file) {
        return Optional.ofNullable(files.get(file));
    }

    @Override
    public List<String> names(Path folder) {
        return folders.getOrDefault(folder, List.of());
    }

    @Override
    public Optional<Path> real(Path path) {
        return Optional.of(links.getOrDefault(path, path));
    }

    @Override
    public synchronized Optional<Ran> run(String program, List<String> arguments) {
        String command = (program + " " + String.join(" ", arguments)).strip();
        ran.add(command);
        Deque<Ran> all = programs.get(command);
        if (all == null) return Optional.empty();
        return Optional.ofNullable(all.size() > 1 ? all.poll() : all.peek());
    }

    @Override
    public List<Port> interfaces() {
        return ports;
    }

    @Override
    public synchronized Call.Answer call(InetAddress to, int port, Duration patience) {
        String at = to.getHostAddress() + " " + port;
        called.add(at);
        return answers.getOrDefault(at, Call.Answer.SILENT);
    }

    @Override
    public synchronized void nudge(InetAddress to) {
        nudged.add(to.getHostAddress());
    }

    @Override
    public Optional<InetAddress> sourceTo(InetAddress to) {
        return Optional.ofNullable(sources.get(to.getHostAddress())).map(InetAddress::ofLiteral);
    }

    @Override
    public void pause(Duration time) {
        pauses++;
    }
}
