package org.quietdrop.tests.bench;

/** What a start of Java costs by itself. */
final class EmptyProgram {
    private EmptyProgram() {}

    /** Does nothing. */
    public static void main(String[] args) {}
}
