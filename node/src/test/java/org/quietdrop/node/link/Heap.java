package org.quietdrop.node.link;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import javax.management.JMException;
import javax.management.ObjectName;

/** What this JVM's heap holds after a collection. */
public final class Heap {
    private Heap() {}

    /** Bytes of all objects that are reachable, and of buffers outside of the heap. */
    public static long used() throws JMException {
        long direct =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
        return histogram().values().stream().mapToLong(Long::longValue).sum() + direct;
    }

    /** Bytes by class. */
    public static Map<String, Long> histogram() throws JMException {
        Object said =
                ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                "gcClassHistogram",
                                new Object[] {new String[0]},
                                new String[] {String[].class.getName()});
        Map<String, Long> bytes = new HashMap<>();
        for (String line : String.valueOf(said).lines().toList()) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length >= 4 && words[0].endsWith(":") && words[2].matches("[0-9]+")) {
                bytes.merge(words[3], Long.parseLong(words[2]), Long::sum);
            }
        }
        return bytes;
    }

    /** Which classes have grown most, by how many bytes for each of so many. */
    public static String grown(Map<String, Long> before, Map<String, Long> after, int count) {
        Map<String, Long> growth = new HashMap<>();
        after.forEach((name, bytes) -> growth.put(name, bytes - before.getOrDefault(name, 0L)));
        return growth.entrySet().stream()
                .filter(e -> e.getValue() > 16L * count)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(30)
                .map(e -> String.format("%8d %s", e.getValue() / count, e.getKey()))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
