package org.quietdrop.node.control;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/**
 * The lines on their way to one client, written by one virtual thread. Bounded in bytes, for each
 * client and for all together: one that does not read is dropped, nobody waits for it.
 */
final class Outgoing {
    /** Above this {@link #put} waits. */
    static final int HIGH_WATER = 256 * 1024;

    /** Above this the client is dropped. */
    static final int LIMIT = 32 * 1024 * 1024;

    private record Item(ByteBuffer line, Runnable written) {}

    private final SocketChannel channel;
    private final ArrayDeque<Item> queue = new ArrayDeque<>();
    private final Backlog backlog;
    private long queued;
    private long written;
    private boolean writing;
    private boolean ending;
    private boolean closed;

    Outgoing(SocketChannel channel, Backlog backlog) {
        this.channel = channel;
        this.backlog = backlog;
    }

    /** Queues a line without waiting; {@code written} runs once it has left. */
    synchronized void offer(byte[] line, Runnable written) {
        if (closed) return;
        if (queued + line.length > LIMIT || !backlog.takes(line.length, queued)) {
            drop();
            return;
        }
        add(new Item(ByteBuffer.wrap(line), written));
    }

    /** Queues a line, waiting while the client has much to read. Returns false when it is gone. */
    synchronized boolean put(byte[] line) throws InterruptedException {
        while (queued > HIGH_WATER && !closed) wait();
        if (closed) return false;
        add(new Item(ByteBuffer.wrap(line), () -> {}));
        return true;
    }

    /** Ends the connection after what is queued has been written. */
    synchronized void end() {
        ending = true;
        if (queue.isEmpty() && !writing) drop();
        notifyAll();
    }

    /** Ends the connection now. */
    synchronized void drop() {
        closed = true;
        queue.clear();
        backlog.remove(queued);
        queued = 0;
        notifyAll();
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    /** Writes until the connection ends; the body of the writer's thread. */
    void run() {
        try {
            while (true) {
                Item item = take();
                if (item == null) return;
                ByteBuffer bytes = item.line();
                Wiped.write(channel, bytes);
                wrote(item);
            }
        } catch (IOException | InterruptedException e) {
            drop();
        }
    }

    private synchronized @Nullable Item take() throws InterruptedException {
        while (queue.isEmpty()) {
            if (ending) drop();
            if (closed) return null;
            wait();
        }
        writing = true;
        return queue.remove();
    }

    private void wrote(Item item) {
        synchronized (this) {
            writing = false;
            written++;
            if (!closed) {
                queued -= item.line().capacity();
                backlog.remove(item.line().capacity());
            }
            notifyAll();
        }
        item.written().run();
    }

    private void add(Item item) {
        queue.add(item);
        queued += item.line().capacity();
        backlog.add(item.line().capacity());
        notifyAll();
    }

    /** Whether nothing can be said to this client any more. */
    synchronized boolean isOver() {
        return closed;
    }

    /** How many lines have left; -1 when nothing waits. */
    synchronized long stuckAt() {
        return queue.isEmpty() && !writing ? -1 : written;
    }
}
