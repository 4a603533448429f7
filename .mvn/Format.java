import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks (or, told "write", mends) the format of one module's Java sources. */
final class Format {
    public static void main(String[] args) throws Exception {
        Path module = Path.of(args[0]);
        boolean write = args[1].equals("write");
        Path src = module.resolve("src");
        Path stamp = module.resolve("target/format.stamp");
        if (!Files.isDirectory(src)) return;
        long checked = Files.exists(stamp) ? Files.getLastModifiedTime(stamp).toMillis() : 0;
        long now = System.currentTimeMillis();
        List<Path> files;
        try (var walk = Files.walk(src)) {
            files = walk.filter(p -> p.toString().endsWith(".java")).sorted().toList();
        }
        var formatter =
                new Formatter(
                        JavaFormatterOptions.builder()
                                .style(JavaFormatterOptions.Style.AOSP)
                                .build());
        boolean bad = false;
        for (Path file : files) {
            if (Files.getLastModifiedTime(file).toMillis() < checked) continue;
            bad |= !format(formatter, file, write);
        }
        if (bad) {
            System.err.println("Not formatted. Mend it with: mvn test-compile -Dformat");
            System.exit(1);
        }
        Files.createDirectories(stamp.getParent());
        Files.writeString(stamp, "");
        Files.setLastModifiedTime(stamp, java.nio.file.attribute.FileTime.fromMillis(now));
    }

    private static boolean format(Formatter formatter, Path file, boolean write)
            throws IOException {
        String text = Files.readString(file);
        String wanted;
        try {
            wanted =
                    formatter.formatSource(
                            RemoveUnusedImports.removeUnusedImports(
                                    ImportOrderer.reorderImports(
                                            text, JavaFormatterOptions.Style.AOSP)));
        } catch (com.google.googlejavaformat.java.FormatterException e) {
            System.err.println(file + ": " + e.getMessage());
            return false;
        }
        if (wanted.equals(text)) return true;
        if (write) {
            Files.writeString(file, wanted);
            return true;
        }
        System.err.println(file);
        return false;
    }
}
