package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What is drawn is read by somebody else's reader. */
final class QrPictureTest {
    private static final int SCALE = 4;
    private static final int LIGHT = 0xffffff;

    /** Rows of modules, true where light. */
    private static List<boolean[]> rows(List<String> lines) {
        List<boolean[]> rows = new ArrayList<>();
        for (String line : lines) {
            boolean[] upper = new boolean[line.length()];
            boolean[] lower = new boolean[line.length()];
            for (int x = 0; x < line.length(); x++) {
                char c = line.charAt(x);
                upper[x] = c == '█' || c == '▀';
                lower[x] = c == '█' || c == '▄';
            }
            rows.add(upper);
            rows.add(lower);
        }
        return rows;
    }

    private static String read(List<boolean[]> rows) throws Exception {
        int width = rows.getFirst().length * SCALE;
        int height = rows.size() * SCALE;
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = rows.get(y / SCALE)[x / SCALE] ? LIGHT : 0;
            }
        }
        var bitmap =
                new BinaryBitmap(
                        new HybridBinarizer(new RGBLuminanceSource(width, height, pixels)));
        return new QRCodeReader().decode(bitmap, Map.of(DecodeHintType.TRY_HARDER, true)).getText();
    }

    private static final List<String> TEXTS =
            List.of(
                    "quietdrop:1?i="
                            + "A".repeat(43)
                            + "&s="
                            + "b".repeat(43)
                            + "&a=192.168.1.9:49152&e=1800000000",
                    "11111 22222 33333 44444 55555 66666 77777 88888 99999 00000 12345 67890");

    @Test
    void aReaderReadsIt() throws Exception {
        for (String text : TEXTS) {
            List<String> lines = QrPicture.of(text, StandardCharsets.UTF_8);
            assertEquals(text, read(rows(lines)));
            assertTrue(lines.getFirst().length() <= 80, "it fits a terminal of 80 columns");
        }
    }

    @Test
    void withoutBlockLettersToo() throws Exception {
        List<String> lines = QrPicture.of(TEXTS.getLast(), StandardCharsets.US_ASCII);
        List<boolean[]> rows = new ArrayList<>();
        for (String line : lines) {
            boolean[] row = new boolean[line.length() / 2];
            for (int x = 0; x < row.length; x++) row[x] = line.charAt(2 * x) == '#';
            rows.add(row);
        }
        assertEquals(TEXTS.getLast(), read(rows));
    }

    @Test
    void theBorderIsLight() {
        List<boolean[]> rows = rows(QrPicture.of("x", StandardCharsets.UTF_8));
        boolean[] light = new boolean[rows.getFirst().length];
        Arrays.fill(light, true);
        for (int y = 0; y < 4; y++) assertTrue(Arrays.equals(light, rows.get(y)), "row " + y);
    }
}
