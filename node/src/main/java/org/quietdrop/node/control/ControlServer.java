package org.quietdrop.node.control;

import org.quietdrop.node.core.UserError;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Listens on the control socket. One daemon thread accepts, a virtual thread serves each client;
 * nothing that a client sends ends either. Whoever is not the owner of the socket is turned away,
 * root included.
 */
public final class ControlServer implements AutoCloseable {
    /** Clients at one time. */
    static final int MOST_CLIENTS = 64;

    /** So long a client may neither ask nor read when others want its place. */
    private static final Duration STILL = Duration.ofSeconds(2);

    private final Path socket;
    private final FileLock lock;
    private final ServerSocketChannel server;
    private final UserPrincipal owner;
    private final Desk desk;
    private final ControlMethods methods;
    private final Backlog backlog = new Backlog();
    private final Semaphore waiting = new Semaphore(MOST_CLIENTS);
    private final Set<ControlConnection> clients = ConcurrentHashMap.newKeySet();

    /**
     * Binds the socket of this home, mode 0600 in a folder 0700, and serves the desk.
     *
     * @param home exists and is the user's own
     * @param environment for {@code XDG_RUNTIME_DIR}
     * @throws UserError exit 3: a node of this home is running already, or no socket can be made
     */
    public static ControlServer open(Path home, Map<String, String> environment, Desk desk) {
        Path socket = ControlPath.prepare(home, environment);
        FileLock lock = lock(home, environment, socket);
        try {
            ServerSocketChannel server = bind(home, environment, socket);
            return new ControlServer(socket, lock, server, Files.getOwner(socket), desk);
        } catch (IOException e) {
            release(lock);
            throw new UserError(UserError.Exit.DAEMON, "cannot make the control socket " + socket);
        } catch (UserError e) {
            release(lock);
            throw e;
        }
    }

    ControlServer(
            Path socket,
            FileLock lock,
            ServerSocketChannel server,
            UserPrincipal owner,
            Desk desk) {
        this.socket = socket;
        this.lock = lock;
        this.server = server;
        this.owner = owner;
        this.desk = desk;
        this.methods = new ControlMethods(desk);
        Thread.ofPlatform().daemon().name("control").start(this::accept);
    }

    /** Where the socket is. */
    public Path socket() {
        return socket;
    }

    /** Ends all connections and takes the socket away. */
    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            // The next start clears what is left.
        }
        for (ControlConnection client : clients) client.close();
        release(lock);
    }

    private static FileLock lock(Path home, Map<String, String> environment, Path socket) {
        Path file = ControlPath.folder(socket).resolve("control.lock");
        try {
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                // Held by this very process.
            }
            if (lock != null) return lock;
            channel.close();
        } catch (IOException e) {
            throw new UserError(UserError.Exit.DAEMON, "cannot use the lock file " + file);
        }
        throw running(home, environment);
    }

    private static ServerSocketChannel bind(Path home, Map<String, String> environment, Path socket)
            throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            try {
                server.bind(address, MOST_CLIENTS);
            } catch (BindException e) {
                if (answers(address)) throw running(home, environment);
                Files.delete(socket);
                server.bind(address, MOST_CLIENTS);
            }
            if (ControlPath.posix(socket)) {
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            }
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static boolean answers(UnixDomainSocketAddress address) {
        try (SocketChannel probe = SocketChannel.open(address)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static UserError running(Path home, Map<String, String> environment) {
        return new UserError(
                UserError.Exit.DAEMON,
                "a node of this home is running already" + holder(home, environment),
                "stop it with: quietdrop stop");
    }

    private static String holder(Path home, Map<String, String> environment) {
        try (ControlClient client = ControlClient.connect(home, environment)) {
            long pid = client.pid();
            return pid > 0 ? ": process " + pid : "";
        } catch (UserError e) {
            return "";
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                Thread.startVirtualThread(() -> serve(channel));
            } catch (IOException e) {
                // Closed, or out of descriptors: then others must go first.
                if (server.isOpen()) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private void serve(SocketChannel channel) {
        ControlConnection client = new ControlConnection(channel, desk, methods, backlog);
        try {
            if (!Peer.is(channel, owner)) return;
            if (!admit(client)) {
                client.turnAway(
                        "more than " + MOST_CLIENTS + " commands at one time", "try again later");
            } else if (server.isOpen()) {
                client.run();
            }
        } finally {
            client.close();
            clients.remove(client);
        }
    }

    private boolean admit(ControlConnection client) {
        if (entered(client)) return true;
        if (!waiting.tryAcquire()) return false;
        try {
            makeRoom();
        } finally {
            waiting.release();
        }
        return entered(client);
    }

    private synchronized boolean entered(ControlConnection client) {
        return clients.size() < MOST_CLIENTS && clients.add(client);
    }

    /** Ends those who neither ask nor read for a while; the others are left alone. */
    private void makeRoom() {
        Map<ControlConnection, List<Long>> still = new HashMap<>();
        for (ControlConnection one : clients) one.still().ifPresent(at -> still.put(one, at));
        if (still.isEmpty()) return;
        LockSupport.parkNanos(STILL.toNanos());
        still.forEach((one, at) -> {
            if (one.still().filter(at::equals).isPresent()) one.close();
        });
        // Those who were ended take a moment to leave.
        for (int i = 0; i < 100 && clients.size() >= MOST_CLIENTS; i++) {
            if (clients.stream().noneMatch(still::containsKey)) return;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Bytes that wait for all clients. */
    long backlog() {
        return backlog.bytes();
    }

    private static void release(FileLock lock) {
        try {
            lock.channel().close();
        } catch (IOException e) {
            // The system releases it with the process.
        }
    }
}
