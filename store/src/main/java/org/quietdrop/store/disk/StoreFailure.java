package org.quietdrop.store.disk;

/** Why the store cannot do what it was asked; each kind asks something else of the caller. */
public abstract sealed class StoreFailure extends RuntimeException {
    private StoreFailure(String message) {
        super(message);
    }

    private StoreFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** What is on the disk is not what was written there. Other records stay readable. */
    public static final class Damaged extends StoreFailure {
        public Damaged(String message) {
            super(message);
        }
    }

    /** Written by a newer QuietDrop. Nothing was touched. */
    public static final class Newer extends StoreFailure {
        private final int format;

        public Newer(String what, int format) {
            super(
                    what
                            + " has format "
                            + format
                            + ", written by a newer QuietDrop; nothing was changed");
            this.format = format;
        }

        /** The format found on the disk. */
        public int format() {
            return format;
        }
    }

    /** The disk is full. Nothing changed; the same may be tried again when there is room. */
    public static final class Full extends StoreFailure {
        public Full(Throwable cause) {
            super("the disk is full; nothing was changed", cause);
        }
    }

    /** Another process (or another part of this one) holds the home. */
    public static final class InUse extends StoreFailure {
        private final long pid;

        public InUse(long pid) {
            super(
                    pid > 0
                            ? "this home is in use by process " + pid
                            : "this home is in use by another process");
            this.pid = pid;
        }

        /** The process that holds it, 0 if it did not say. */
        public long pid() {
            return pid;
        }
    }

    /** The folder belongs to somebody else, or cannot be made private. */
    public static final class Refused extends StoreFailure {
        public Refused(String message) {
            super(message);
        }
    }

    /**
     * Reading or writing failed. The store takes no more commits until it is opened again; whether
     * the batch at hand is durable is known then, as after a power cut.
     */
    public static final class Broken extends StoreFailure {
        public Broken(String message, Throwable cause) {
            super(message, cause);
        }

        public Broken(String message) {
            super(message);
        }
    }
}
