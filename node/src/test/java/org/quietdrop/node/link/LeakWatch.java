package org.quietdrop.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Fails a test class that loses a buffer of Netty. */
public final class LeakWatch implements BeforeAllCallback, AfterAllCallback {
    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        LEAKS.clear();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((kind, records) -> LEAKS.add(kind + " " + records));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        assertEquals(List.of(), found());
    }

    /** The leaks found by now: collects garbage, then lets the detector look. */
    static List<String> found() {
        for (int i = 0; i < 5; i++) {
            System.gc();
            UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
        }
        return List.copyOf(LEAKS);
    }
}
