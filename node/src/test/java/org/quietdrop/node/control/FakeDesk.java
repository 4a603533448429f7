package org.quietdrop.node.control;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A daemon of paper: answers each kind of request with what the test laid out for it, keeps
 * notices, and remembers what it was asked. Passphrase: {@code right}.
 */
public final class FakeDesk implements Desk {
    /** No process has this number. */
    public static final long PID = 5_000_001;

    /** The identity of this node: 32 bytes of ff. */
    public static final List<String> WORDS = List.of(("zoo ".repeat(23) + "vote").split(" ", -1));

    private final Map<Class<?>, CompletableFuture<View>> answers = new HashMap<>();
    private final Map<Class<?>, List<CompletableFuture<View>>> queues = new HashMap<>();
    private final List<Request> asked = new ArrayList<>();
    private final List<View.Notice> notices = new ArrayList<>();
    private final List<Consumer<View.Notice>> watchers = new CopyOnWriteArrayList<>();
    private final Map<String, String> settings =
            new TreeMap<>(Map.of("listen", "auto", "mdns", "on", "read-receipts", "off"));
    private final List<Integer> changedTo = new CopyOnWriteArrayList<>();
    private final AtomicInteger uses = new AtomicInteger();
    private volatile View.Diagnosis diagnosis = new View.Diagnosis(List.of());
    private volatile @Nullable XRay xray;
    private volatile int unread;
    private Runnable beforeEvents = () -> {};
    private volatile boolean ready = true;
    private volatile View.@Nullable Visible visible;
    private volatile boolean stopped;
    private volatile boolean remembered;
    private volatile char[] unlockedWith = new char[0];

    /** Answers every request of this kind with a view. */
    public synchronized FakeDesk answer(Class<? extends Request> kind, View view) {
        answers.put(kind, CompletableFuture.completedFuture(view));
        return this;
    }

    /** Refuses every request of this kind. */
    public synchronized FakeDesk refuse(Class<? extends Request> kind, UserError error) {
        answers.put(kind, CompletableFuture.failedFuture(error));
        return this;
    }

    /** Answers the next request of this kind once; several calls queue up. */
    public synchronized FakeDesk then(Class<? extends Request> kind, View view) {
        queues.computeIfAbsent(kind, _ -> new ArrayList<>())
                .add(CompletableFuture.completedFuture(view));
        return this;
    }

    /** Leaves the next request of this kind waiting for the future returned. */
    public synchronized CompletableFuture<View> hold(Class<? extends Request> kind) {
        CompletableFuture<View> held = new CompletableFuture<>();
        queues.computeIfAbsent(kind, _ -> new ArrayList<>()).add(held);
        return held;
    }

    /** Everything asked, in order, without requests for events. */
    public synchronized List<Request> asked() {
        return asked.stream().filter(r -> !(r instanceof Request.Events)).toList();
    }

    /** Whether something of this kind was asked. */
    public boolean wasAsked(Class<? extends Request> kind) {
        return asked().stream().anyMatch(kind::isInstance);
    }

    /** What {@code doctor} finds. */
    public FakeDesk finds(View.Finding... findings) {
        diagnosis = new View.Diagnosis(List.of(findings));
        return this;
    }

    @Override
    public View.Diagnosis doctor() {
        return diagnosis;
    }

    /** What {@code inspect} shows. */
    public FakeDesk shows(XRay what) {
        xray = what;
        return this;
    }

    @Override
    public XRay xray() {
        XRay shown = xray;
        if (shown == null) throw new UserError(UserError.Exit.FAILED, "nothing is laid out");
        return shown;
    }

    /** Something happens: kept, and told to those who watch. */
    public void publish(View.Notice notice) {
        synchronized (this) {
            notices.add(notice);
        }
        for (Consumer<View.Notice> watcher : watchers) watcher.accept(notice);
    }

    /** Runs once, when kept notices are asked for the next time, before they are looked up. */
    public synchronized FakeDesk beforeEvents(Runnable happening) {
        beforeEvents = happening;
        return this;
    }

    /** How many watch. */
    public int watchers() {
        return watchers.size();
    }

    /** Whether {@code stop} came. */
    public boolean stopped() {
        return stopped;
    }

    /** The array that {@code unlock} got: wiped by the server afterwards. */
    public char[] unlockedWith() {
        return unlockedWith;
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("state", ready ? "ready" : "locked");
        status.put("pid", PID);
        status.put("listening", ready ? List.of("192.168.1.9:49152") : List.of());
        status.put("links", ready ? 1 : 0);
        status.put("outbox", ready ? 2 : 0);
        status.put("unread", ready ? unread : 0);
        status.put("carried", ready ? unread * 4 : 0);
        status.put("version", Version.TEXT);
        status.put("control", Version.CONTROL);
        status.put("home", "/home/alice/quietdrop");
        status.put("started", "2026-01-31T09:00:00Z");
        status.put("uptimeSeconds", 10_980);
        status.put("diskBytes", 3_140_000);
        status.put("warnings", List.of());
        status.put("proxy", unread > 0 ? "socks5://127.0.0.1:9050" : "off");
        status.put("autoLock", unread > 0 ? "15m" : "off");
        if (ready && unread > 0) status.put("locksAt", "2026-01-31T12:18:00Z");
        if (remembered) status.put("remembered", "the keyring of paper");
        if (ready) {
            status.put("name", "Alice");
            status.put("id", "a11ce0");
            status.put("contacts", 3);
            status.put("discovery", discovery());
            if (visible != null) status.put("visible", visible);
        }
        return status;
    }

    private Map<String, Object> discovery() {
        Map<String, Object> discovery = new LinkedHashMap<>();
        discovery.put("off", false);
        discovery.put("own_multicast_heard", "yes");
        discovery.put("interfaces", List.of("192.168.1.9"));
        discovery.put("peers", unread);
        if (unread > 0) {
            discovery.put("others_last_heard", "2026-01-31T12:02:00Z");
            discovery.put("reason", "the firewall stops what comes");
        }
        discovery.put(
                "beacon",
                new java.util.TreeMap<>(
                        Map.of("sending", false, "listening", true, "why", "others are heard")));
        return discovery;
    }

    /** Much is to be told: mail that nobody has seen, a proxy, a lock that will close. */
    public void busy() {
        unread = 3;
    }

    @Override
    public void unlock(char[] passphrase) {
        unlockedWith = passphrase;
        if (!Arrays.equals(passphrase, "right".toCharArray())) {
            throw new UserError(
                    UserError.Exit.LOCKED, "that is not the passphrase", "nothing was changed");
        }
        ready = true;
    }

    @Override
    public void unlockRemembered() {
        if (!remembered) {
            throw new UserError(UserError.Exit.LOCKED, "the passphrase is needed");
        }
        ready = true;
    }

    @Override
    public String remember(char[] passphrase) {
        unlock(passphrase);
        remembered = true;
        return "the keyring of paper";
    }

    @Override
    public boolean forgetRemembered() {
        boolean was = remembered;
        remembered = false;
        return was;
    }

    @Override
    public void passphrase(char[] old, char[] wanted) {
        changedTo.add(wanted.length);
        if (!Arrays.equals(old, "right".toCharArray())) {
            throw new UserError(
                    UserError.Exit.LOCKED, "that is not the passphrase", "nothing was changed");
        }
    }

    @Override
    public View.Words words(char[] passphrase) {
        if (!Arrays.equals(passphrase, "right".toCharArray())) {
            throw new UserError(
                    UserError.Exit.LOCKED, "that is not the passphrase", "nothing was changed");
        }
        return new View.Words(WORDS);
    }

    @Override
    public View.BackedUp backup(Path to, char[] present, char[] passphrase) {
        if (!Arrays.equals(present, "right".toCharArray())) {
            throw new UserError(
                    UserError.Exit.LOCKED, "that is not the passphrase", "nothing was changed");
        }
        changedTo.add(passphrase.length);
        return new View.BackedUp(to.toString(), 3, 1_204, 2, 721_072);
    }

    @Override
    public View.Wiped wipe() {
        ready = false;
        stopped = true;
        return new View.Wiped(9, 900);
    }

    /** How long each passphrase was that was to hold from then on. */
    public List<Integer> changedTo() {
        return List.copyOf(changedTo);
    }

    @Override
    public View.Visible visible(Duration time) {
        visible =
                new View.Visible(
                        "Alice",
                        java.time.Instant.parse("2026-01-31T12:00:00Z").plus(time).toString(),
                        List.of("192.168.1.9"));
        return visible;
    }

    @Override
    public boolean invisible() {
        boolean was = visible != null;
        visible = null;
        return was;
    }

    @Override
    public void lock() {
        ready = false;
    }

    @Override
    public void used() {
        uses.incrementAndGet();
    }

    /** How often a person asked for something. */
    public int uses() {
        return uses.get();
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public synchronized Map<String, String> config() {
        return Map.copyOf(settings);
    }

    /** The home has this setting. */
    public synchronized void setting(String key, String value) {
        settings.put(key, value);
    }

    @Override
    public synchronized void configure(String key, String value) {
        if (!settings.containsKey(key)) {
            throw new UserError(UserError.Exit.USAGE, "no setting named \"" + key + "\"");
        }
        settings.put(key, value);
    }

    @Override
    public synchronized CompletableFuture<View> ask(Request request) {
        if (!ready) {
            throw new UserError(
                    UserError.Exit.LOCKED,
                    "the vault is locked",
                    "unlock it with: quietdrop unlock");
        }
        asked.add(request);
        if (request instanceof Request.Events) {
            Runnable happening = beforeEvents;
            beforeEvents = () -> {};
            happening.run();
        }
        List<CompletableFuture<View>> queue = queues.getOrDefault(request.getClass(), List.of());
        if (!queue.isEmpty()) return queue.removeFirst();
        CompletableFuture<View> answer = answers.get(request.getClass());
        if (answer != null) return answer.copy();
        if (request instanceof Request.Events events) {
            return CompletableFuture.completedFuture(page(events));
        }
        if (request instanceof Request.Outbox) {
            return CompletableFuture.completedFuture(new View.Outbox(List.of()));
        }
        return CompletableFuture.completedFuture(new View.Done());
    }

    private View page(Request.Events events) {
        List<View.Notice> page =
                notices.stream()
                        .filter(n -> n.cursor() > events.cursor())
                        .limit(events.limit())
                        .toList();
        return new View.Notices(
                page,
                notices.isEmpty() ? 0 : notices.getLast().cursor(),
                notices.isEmpty() ? 0 : notices.getFirst().cursor() - 1,
                "2026-01-31T12:05:00Z");
    }

    @Override
    public AutoCloseable watch(Consumer<View.Notice> listener) {
        watchers.add(listener);
        return () -> watchers.remove(listener);
    }

    /** A notice of a message from bob. */
    public static View.Notice message(long cursor, String text) {
        View.Line line = line(cursor, "bob", text, "received");
        return new View.Notice(cursor, "message", line.time(), line, null, null);
    }

    /** A line of the conversation with bob. */
    public static View.Line line(long place, String from, String text, String state) {
        return new View.Line(
                "%032x".formatted(0x3f9a21L + place),
                "bob",
                from,
                text,
                java.time.Instant.parse("2026-01-31T12:00:00Z")
                        .plus(Duration.ofMinutes(place))
                        .toString(),
                state,
                true,
                place,
                0);
    }
}
