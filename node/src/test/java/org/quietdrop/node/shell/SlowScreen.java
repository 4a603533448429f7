package org.quietdrop.node.shell;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** A terminal that takes nothing for a while, as behind a slow line: whoever writes waits. */
final class SlowScreen extends OutputStream {
    private final OutputStream screen;
    private final Lock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private boolean stopped;
    private boolean waited;

    SlowScreen(OutputStream screen) {
        this.screen = screen;
    }

    /** Takes nothing from now on. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            waited = false;
        } finally {
            lock.unlock();
        }
    }

    /** Takes everything again. */
    void go() {
        lock.lock();
        try {
            stopped = false;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody has had to wait since it stopped. */
    boolean waited() {
        lock.lock();
        try {
            return waited;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        lock.lock();
        try {
            while (stopped) {
                waited = true;
                opened.await();
            }
            screen.write(bytes, from, length);
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() throws IOException {
        screen.flush();
    }
}
