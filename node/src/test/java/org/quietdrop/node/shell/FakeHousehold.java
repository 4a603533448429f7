package org.quietdrop.node.shell;

import java.util.ArrayList;
import java.util.List;

/** A household that remembers what it was asked; its daemon is opened by the test. */
final class FakeHousehold implements Household {
    private final Runnable start;
    private final List<String> done = new ArrayList<>();
    private boolean made;

    /** The array that {@code init} got. */
    char[] initedWith = new char[0];

    FakeHousehold(boolean made, Runnable start) {
        this.made = made;
        this.start = start;
    }

    synchronized List<String> done() {
        return List.copyOf(done);
    }

    @Override
    public boolean exists() {
        return made;
    }

    @Override
    public synchronized List<String> init(String name, char[] passphrase) {
        done.add("init " + name + " " + new String(passphrase));
        initedWith = passphrase;
        made = true;
        return List.of("the folder was open to others; now it is yours alone");
    }

    @Override
    public char[] suggestion() {
        return "fossil-plunge-harbor-velvet-night".toCharArray();
    }

    @Override
    public synchronized void start() {
        done.add("start");
        start.run();
    }
}
