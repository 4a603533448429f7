package org.quietdrop.node.cli;

import io.nayuki.qrcodegen.QrCode;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * A QR code in characters: two rows of it a line, light where the terminal's letters are light,
 * with the border that readers need.
 */
public final class QrPicture {
    /** Light modules around the code, as the standard asks. */
    private static final int BORDER = 4;

    private QrPicture() {}

    /**
     * The lines of the picture.
     *
     * @param text what a reader reads; ASCII
     * @param charset what the terminal can show: without block letters in it, two columns of {@code
     *     #} stand for a light module
     */
    public static List<String> of(String text, Charset charset) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.LOW);
        boolean blocks = charset.canEncode() && charset.newEncoder().canEncode("█▀▄");
        List<String> lines = new ArrayList<>();
        for (int y = -BORDER; y < code.size + BORDER; y += blocks ? 2 : 1) {
            StringBuilder line = new StringBuilder();
            for (int x = -BORDER; x < code.size + BORDER; x++) {
                boolean upper = !code.getModule(x, y);
                line.append(blocks ? pair(upper, lower(code, x, y + 1)) : upper ? "##" : "  ");
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** The line below the last one is no part of the picture. */
    private static boolean lower(QrCode code, int x, int y) {
        return y < code.size + BORDER && !code.getModule(x, y);
    }

    private static String pair(boolean upper, boolean lower) {
        if (upper) return lower ? "█" : "▀";
        return lower ? "▄" : " ";
    }
}
