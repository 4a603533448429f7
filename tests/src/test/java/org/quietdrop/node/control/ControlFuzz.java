package org.quietdrop.node.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.quietdrop.node.core.UserError;
import org.quietdrop.tests.fuzz.Always;
import org.quietdrop.tests.fuzz.FuzzInput;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Lines on the control socket, of a command and of a node, and the parameters of calls. */
public final class ControlFuzz {
    private static final int LIMIT = 4_096;

    private ControlFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput in = new FuzzInput(data);
        int which = in.u8();
        byte[] rest = in.rest();
        try (ByteArrayInputStream bytes = new ByteArrayInputStream(rest)) {
            LineReader lines = new LineReader(Channels.newChannel(bytes), LIMIT);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                Always.that(line.length <= LIMIT, "a line that is too long");
                line(line, which);
            }
        } catch (LineReader.LineTooLong e) {
            // It ends the connection.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void line(byte[] line, int which) {
        JsonObject object;
        byte[] uncut = line.clone();
        try (CutSecrets secrets = new CutSecrets(line)) {
            for (byte b : line) Always.that(b == 0, "a line whose secrets are cut is wiped");
            try {
                object = Json.object(secrets.rest());
            } catch (UserError e) {
                Always.that(!readable(uncut), "a line was good until secrets were cut from it");
                return;
            }
            for (byte b : secrets.rest()) Always.that(b == 0, "a line that was read is wiped");
            Always.that(readable(uncut), "a line became good when secrets were cut from it");
            said(object, which, secrets);
        }
    }

    private static boolean readable(byte[] line) {
        try {
            return Json.object(line.clone()) != null;
        } catch (UserError e) {
            return false;
        }
    }

    private static void said(JsonObject object, int which, CutSecrets secrets) {
        again(object);
        ControlMessage.idOf(object);
        try {
            ControlMessage message =
                    which < 128 ? ControlMessage.call(object) : ControlMessage.answer(object);
            String text = new String(ControlMessage.encode(message), StandardCharsets.UTF_8);
            Always.that(text.indexOf('\n') == text.length() - 1, "one line");
            if (message instanceof ControlMessage.Call call) params(call.params(), which, secrets);
        } catch (UserError e) {
            // It is no request, or no answer.
        }
    }

    /** What is written is one line that can be printed, and is read as the same. */
    private static void again(JsonElement element) {
        String text = Json.write(element);
        text.codePoints().forEach(c -> Always.that(!TerminalText.hidden(c), "a hidden character"));
        JsonObject second = Json.object(text.getBytes(StandardCharsets.UTF_8));
        Always.that(Json.write(second).equals(text), "a line, written again");
    }

    private static void params(JsonObject object, int which, CutSecrets secrets) {
        for (String name : List.copyOf(object.keySet())) {
            Params params = new Params(object.deepCopy(), secrets);
            try {
                switch (which % 8) {
                    case 0 -> params.optionalText(name);
                    case 1 -> params.number(name, 1, Params.MOST);
                    case 2 -> params.optionalLine(name);
                    case 3 -> params.truth(name);
                    case 4 -> params.millis(name, Duration.ZERO, Duration.ofDays(30));
                    case 5 -> params.time(name);
                    case 6 -> params.secret(name);
                    default -> params.optionalNumber(name, Long.MIN_VALUE, Long.MAX_VALUE);
                }
                params.end();
            } catch (Params.Wrong e) {
                Always.that(!e.error().text().isEmpty(), "what is wrong is said");
            }
        }
    }
}
