package org.quietdrop.tests.bench;

import org.quietdrop.store.record.Line;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;

/**
 * The rows of a {@link MillionHome}, unencrypted in SQLite as somebody would lay them out there:
 * WAL with every commit forced, an index for pages and one for ids, and FTS5 for the search.
 */
final class SqliteTwin implements AutoCloseable {
    private static final int BATCH = 1_000;

    private final Connection db;

    SqliteTwin(Path file) throws SQLException {
        db = DriverManager.getConnection("jdbc:sqlite:" + file);
        run("pragma journal_mode = wal");
        run("pragma synchronous = full");
    }

    static String version() throws SQLException {
        try (Connection memory = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            return "SQLite " + memory.getMetaData().getDatabaseProductVersion();
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Records of a group by their order, as those of our tables. */
    void makeRecords() throws SQLException {
        run("create table rec (grp blob, ord int, val blob, primary key (grp, ord)) without rowid");
        db.setAutoCommit(false);
    }

    /** One durable commit of so many records. */
    void records(byte[] group, long from, int many, byte[] value) throws SQLException {
        try (PreparedStatement put = db.prepareStatement("insert into rec values (?, ?, ?)")) {
            for (int i = 0; i < many; i++) {
                put.setBytes(1, group);
                put.setLong(2, from + i);
                put.setBytes(3, value);
                put.executeUpdate();
            }
        }
        db.commit();
    }

    /** All messages. */
    static void fill(Path file, int messages) throws SQLException {
        try (SqliteTwin twin = new SqliteTwin(file)) {
            twin.run(
                    "create table line (n integer primary key, contact int, place int, id blob,"
                            + " mine int, text text, written int, kept int, seq int, gap int,"
                            + " state int, steps blob)");
            twin.run("create unique index pages on line (contact, place)");
            twin.run("create unique index ids on line (id)");
            twin.run(
                    "create table waits (contact int, place int, entry blob,"
                            + " primary key (contact, place)) without rowid");
            twin.run(
                    "create virtual table words using fts5 (text, content = 'line',"
                            + " content_rowid = 'n')");
            twin.db.setAutoCommit(false);
            for (int i = 0; i < messages; ) {
                for (int end = Math.min(messages, i + BATCH); i < end; i++) {
                    twin.add(i, Mail.conversation(i), Mail.place(i), Mail.line(i));
                }
                twin.db.commit();
            }
        }
    }

    private void add(int n, int contact, long place, Line line) throws SQLException {
        try (PreparedStatement put =
                        db.prepareStatement("insert into line values (?,?,?,?,?,?,?,?,?,?,?,?)");
                PreparedStatement words =
                        db.prepareStatement("insert into words (rowid, text) values (?, ?)")) {
            put.setInt(1, n);
            put.setInt(2, contact);
            put.setLong(3, place);
            put.setBytes(4, line.id().toArray());
            put.setBoolean(5, line.mine());
            put.setString(6, line.text());
            put.setLong(7, line.written().toEpochMilli());
            put.setLong(8, line.kept().toEpochMilli());
            put.setLong(9, line.seq());
            put.setLong(10, line.gap());
            put.setInt(11, line.mine() ? 1 : 4);
            put.setBytes(12, new byte[24 * line.steps().size()]);
            put.executeUpdate();
            words.setInt(1, n);
            words.setString(2, line.text());
            words.executeUpdate();
        }
    }

    /** Prints what {@link MillionReader} prints, and the search. */
    public static void main(String[] args) throws Exception {
        int messages = Integer.parseInt(args[1]);
        long begun = System.nanoTime();
        double before = MillionReader.cpu();
        try (SqliteTwin twin = new SqliteTwin(Path.of(args[0]))) {
            MillionReader.say("open", MillionReader.millis(begun));
            twin.page(Long.MAX_VALUE);
            MillionReader.say("unlock to first page", MillionReader.millis(begun));
            MillionReader.say("the same, CPU", MillionReader.cpu() - before);
            MillionReader.say(
                    "middle page", MillionReader.median(i -> twin.page(messages / 400 + 53L * i)));
            twin.db.setAutoCommit(false);
            SplittableRandom random = new SplittableRandom(System.nanoTime());
            MillionReader.say("send", MillionReader.median(i -> twin.send(random)));
            twin.db.setAutoCommit(true);
            double[] searches = new double[200];
            for (int i = 0; i < searches.length; i++) {
                String word = Mail.word(random.nextInt(i % 2 == 0 ? 50 : 20_000));
                long from = System.nanoTime();
                twin.search(word);
                searches[i] = MillionReader.millis(from);
            }
            java.util.Arrays.sort(searches);
            MillionReader.say("search p50", searches[searches.length / 2]);
            MillionReader.say("search p95", searches[searches.length * 95 / 100]);
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            MillionReader.say("heap", (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0);
            begun = System.nanoTime();
        }
        MillionReader.say("close", MillionReader.millis(begun));
        MillionReader.say("peak rss", MillionReader.peak());
    }

    private void page(long before) throws SQLException {
        try (PreparedStatement get =
                db.prepareStatement(
                        "select * from line where contact = 7 and place < ?"
                                + " order by place desc limit ?")) {
            get.setLong(1, before);
            get.setInt(2, MillionReader.PAGE);
            int lines = 0;
            try (ResultSet rows = get.executeQuery()) {
                while (rows.next()) {
                    lines += rows.getString("text").isEmpty() ? 0 : 1;
                }
            }
            if (lines != MillionReader.PAGE) throw new AssertionError(lines + " lines");
        }
    }

    private void send(SplittableRandom random) throws SQLException {
        int n = 1_100_000 + random.nextInt(1_000_000_000);
        add(n, 7, n, Mail.line(n));
        try (PreparedStatement wait = db.prepareStatement("insert into waits values (7, ?, ?)")) {
            wait.setInt(1, n);
            wait.setBytes(2, new byte[60]);
            wait.executeUpdate();
        }
        db.commit();
    }

    private void search(String word) throws SQLException {
        try (PreparedStatement get =
                db.prepareStatement(
                        "select line.* from words join line on line.n = words.rowid"
                                + " where words match ? order by words.rowid desc limit 50")) {
            get.setString(1, word);
            try (ResultSet rows = get.executeQuery()) {
                while (rows.next()) {
                    var _ = rows.getString("text");
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
