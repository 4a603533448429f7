package org.quietdrop.node.system;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The keys that the kernel of Linux keeps for this user (keyrings(7)), by the calls themselves, as
 * their library is seldom installed. Any thread.
 */
@SuppressWarnings("restricted")
public final class UserKeys {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final long USER_KEYRING = -4;
    private static final long UNLINK = 9;
    private static final long SEARCH = 10;
    private static final long READ = 11;
    private static final long SETPERM = 5;

    /** All rights for who possesses it and for the user, none for others. */
    private static final long ONLY_MINE = 0x3f3f0000L;

    private UserKeys() {}

    /** Keeps bytes under a name, in place of those before; whether they are kept. */
    public static boolean put(String name, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment secret = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            try {
                long key =
                        call(
                                number(248, 217),
                                arena.allocateFrom("user").address(),
                                arena.allocateFrom(name).address(),
                                secret.address(),
                                secret.byteSize(),
                                USER_KEYRING);
                return key > 0 && call(number(250, 219), SETPERM, key, ONLY_MINE, 0, 0) == 0;
            } finally {
                secret.fill((byte) 0);
            }
        }
    }

    /** The bytes under a name, if there are as many; the caller wipes them. */
    public static Optional<byte[]> get(String name, int size) {
        try (Arena arena = Arena.ofConfined()) {
            long key = find(arena, name);
            if (key <= 0) return Optional.empty();
            MemorySegment secret = arena.allocate(size);
            try {
                long read = call(number(250, 219), READ, key, secret.address(), size, 0);
                return read == size
                        ? Optional.of(secret.toArray(ValueLayout.JAVA_BYTE))
                        : Optional.empty();
            } finally {
                secret.fill((byte) 0);
            }
        }
    }

    /** Removes what is under a name. */
    public static void remove(String name) {
        try (Arena arena = Arena.ofConfined()) {
            long key = find(arena, name);
            if (key > 0) call(number(250, 219), UNLINK, key, USER_KEYRING, 0, 0);
        }
    }

    private static long find(Arena arena, String name) {
        return call(
                number(250, 219),
                SEARCH,
                USER_KEYRING,
                arena.allocateFrom("user").address(),
                arena.allocateFrom(name).address(),
                0);
    }

    /** The number of a call here: the first on x86-64, the second on arm64. */
    private static long number(int x64, int arm64) {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64" -> x64;
            case "aarch64" -> arm64;
            default -> -1;
        };
    }

    private static long call(long number, long a, long b, long c, long d, long e) {
        Optional<MemorySegment> syscall = Linker.nativeLinker().defaultLookup().find("syscall");
        boolean linux = System.getProperty("os.name", "").equals("Linux");
        if (number < 0 || !linux || syscall.isEmpty()) return -1;
        try {
            MethodHandle handle =
                    Linker.nativeLinker()
                            .downcallHandle(
                                    syscall.get(),
                                    FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG),
                                    Linker.Option.firstVariadicArg(1));
            return (long) handle.invokeExact(number, a, b, c, d, e);
        } catch (Throwable failure) {
            throw new LinkageError("syscall", failure);
        }
    }
}
