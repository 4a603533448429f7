package org.quietdrop.store.record;

/**
 * What became of a message after it was written.
 *
 * @param edition counts the times at which its words were changed, from 1; 0: they are the first
 *     ones
 * @param deleted its words are gone
 * @param mine the reaction of the reader here
 * @param theirs the reaction of the other side
 */
public record Marks(int edition, boolean deleted, Sign mine, Sign theirs) {
    /** Nothing became of it. */
    public static final Marks NONE = new Marks(0, false, Sign.NONE, Sign.NONE);

    /** It was deleted. */
    public static final Marks GONE = new Marks(0, true, Sign.NONE, Sign.NONE);

    Marks edited(int number) {
        return new Marks(number, deleted, mine, theirs);
    }

    Marks signed(boolean byMe, Sign sign) {
        return new Marks(edition, deleted, byMe ? sign : mine, byMe ? theirs : sign);
    }

    void write(RecordWriter out) {
        boolean some = !equals(NONE);
        out.flag(some);
        if (!some) return;
        out.u32(edition).flag(deleted);
        mine.write(out);
        theirs.write(out);
    }

    static Marks read(RecordReader in) {
        if (!in.flag()) return NONE;
        return new Marks(in.u32(), in.flag(), Sign.read(in), Sign.read(in));
    }
}
