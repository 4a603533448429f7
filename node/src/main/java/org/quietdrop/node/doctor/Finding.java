package org.quietdrop.node.doctor;

import java.util.List;

/**
 * One thing that was looked at. No names of people, nothing of what was said.
 *
 * <p>The code is for scripts and stays the same from version to version; the rest is for people.
 */
public sealed interface Finding {
    /** What it is called, in lower case with hyphens. */
    String code();

    /** What is, as one sentence without a full stop. */
    String text();

    /** What to do, a line each; empty when there is nothing to do. */
    List<String> advice();

    /** All is well here. */
    record Well(String code, String text) implements Finding {
        @Override
        public List<String> advice() {
            return List.of();
        }
    }

    /** It works, but not as well or not as safely as it could. */
    record Warn(String code, String text, List<String> advice) implements Finding {
        /** Copies the list. */
        public Warn {
            advice = List.copyOf(advice);
        }

        /** With one thing to do. */
        public Warn(String code, String text, String advice) {
            this(code, text, List.of(advice));
        }
    }

    /** It does not work, or keeps nobody out. */
    record Fail(String code, String text, List<String> advice) implements Finding {
        /** Copies the list. */
        public Fail {
            advice = List.copyOf(advice);
        }

        /** With one thing to do. */
        public Fail(String code, String text, String advice) {
            this(code, text, List.of(advice));
        }
    }

    /** It could not be looked at: nobody knows whether it is well. */
    record Unchecked(String code, String text, List<String> advice) implements Finding {
        /** Copies the list. */
        public Unchecked {
            advice = List.copyOf(advice);
        }

        /** With one thing to do, or none. */
        public Unchecked(String code, String text, String... advice) {
            this(code, text, List.of(advice));
        }
    }
}
