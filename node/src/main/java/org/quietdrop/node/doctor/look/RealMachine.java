package org.quietdrop.node.doctor.look;

import com.sun.security.auth.module.UnixSystem;

import org.quietdrop.discovery.InterfaceKind;
import org.quietdrop.node.doctor.NetworkFacts.Call;
import org.quietdrop.node.doctor.Platform;
import org.quietdrop.node.doctor.firewall.Subnet;
import org.quietdrop.node.system.Outside;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The machine on which this process runs. */
public final class RealMachine implements Machine {
    private static final int MOST = 1 << 20;
    private static final int DISCARD = 9;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Users' paths often leave out where programs for administrators lie. */
    private static final List<String> ALSO = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    @Override
    public Platform platform() {
        return Platform.of(System.getProperty("os.name", ""));
    }

    @Override
    public boolean root() {
        return switch (platform()) {
            case LINUX, MACOS -> new UnixSystem().getUid() == 0;
            case WINDOWS, OTHER -> false;
        };
    }

    @Override
    public Optional<String> text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(MOST), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> names(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Ran> run(String program, List<String> arguments) {
        Optional<Path> file = find(program);
        if (file.isEmpty()) return Optional.empty();
        List<String> command = new ArrayList<>(List.of(file.get().toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(Map.of("LC_ALL", "C", "PATH", String.join(":", ALSO)));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        try {
            return Optional.of(ended(builder.start()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Ran ended(Process process) {
        CompletableFuture<String> text =
                CompletableFuture.supplyAsync(
                        () -> all(process), work -> Outside.start("program", work));
        try {
            String said = text.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            boolean done = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new Ran(done ? process.exitValue() : -1, said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ran(-1, "");
        } catch (ExecutionException | TimeoutException e) {
            return new Ran(-1, "");
        } finally {
            Outside.end(process);
        }
    }

    private static String all(Process process) {
        try (InputStream in = process.getInputStream()) {
            return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** Only whole paths: a program in the folder where one happens to be is not the system's. */
    private static Optional<Path> find(String program) {
        List<String> folders = new ArrayList<>(ALSO);
        String path = System.getenv("PATH");
        if (path != null) folders.addAll(List.of(path.split(":", -1)));
        return folders.stream()
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    @Override
    public List<Port> interfaces() {
        List<Port> ports = new ArrayList<>();
        try {
            for (NetworkInterface nic : NetworkInterface.networkInterfaces().toList()) {
                List<Subnet> nets = new ArrayList<>();
                for (InterfaceAddress one : nic.getInterfaceAddresses()) {
                    nets.add(net(one));
                }
                ports.add(new Port(nic.getName(), InterfaceKind.of(nic), nets));
            }
        } catch (SocketException e) {
            return List.of();
        }
        return ports;
    }

    /** Some systems give lengths that cannot be; then it is that one address. */
    private static Subnet net(InterfaceAddress one) {
        int bits = one.getNetworkPrefixLength();
        Subnet alone = Subnet.of(one.getAddress());
        boolean can = bits > 0 && bits <= alone.bits();
        return can ? new Subnet(one.getAddress(), bits) : alone;
    }

    @Override
    public Call.Answer call(InetAddress to, int port, Duration patience) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(to, port), (int) patience.toMillis());
            return Call.Answer.OPEN;
        } catch (ConnectException e) {
            // Refused: the machine is there. The other kinds have their reason in the text alone.
            String why = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            return why.contains("refused") ? Call.Answer.THERE : Call.Answer.SILENT;
        } catch (IOException e) {
            return Call.Answer.SILENT;
        }
    }

    @Override
    public void nudge(InetAddress to) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[0], 0, to, DISCARD));
        } catch (IOException e) {
            // That it cannot be sent is seen in the table of neighbours.
        }
    }

    @Override
    public Optional<InetAddress> sourceTo(InetAddress to) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(to, DISCARD));
            InetAddress from = socket.getLocalAddress();
            return from.isAnyLocalAddress() ? Optional.empty() : Optional.of(from);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
