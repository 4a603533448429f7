package org.quietdrop.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.node.cli.Status;
import org.quietdrop.node.core.UserError;

import java.io.StringReader;

final class AnswerTest {
    private static final String LOCKED =
            """
            {"state":"locked","pid":7,"listening":[],"links":0,"outbox":0,"version":"0.1.0",
            "home":"/h","warnings":[]}\
            """;

    private static final String READY =
            """
            {"state":"ready","pid":4194304,"listening":["127.0.0.1:7000","[::1]:7000"],"links":3,
            "outbox":12,"version":"0.1.0","warnings":["w"],"name":"Ann","id":"x","contacts":2,
            "unread":3,"carried":12,"uptimeSeconds":60,"diskBytes":314,"proxy":"off",
            "autoLock":"10m","locksAt":"2026-01-01T00:10:00Z","remembered":"the keyring","discovery":{"off":false,"own_multicast_heard":"yes",
            "beacon":{"sending":true,"why":"because"},"many":[1,"two",false]},
            "visible":{"name":"Ann","until":"2026-01-01T00:00:00Z","at":["a:1"]},"new":{"field":1}}\
            """;

    /** Field by field it is what reading the whole record makes of it. */
    @Test
    void aStatusReadByFieldsIsTheOneReadAsARecord() {
        for (String text : new String[] {LOCKED, READY}) {
            Status whole = Json.read(Json.object(new StringReader(text)), Status.class);
            assertEquals(whole, Status.of(answer(text)), text);
        }
    }

    @Test
    void whatIsLeftOutIsNullAndWhatMustBeThereIsNot() {
        Answer empty = answer("{}");
        assertNull(empty.optionalText("a"));
        assertNull(empty.texts("a"));
        assertNull(empty.map("a"));
        assertNull(empty.as("a", Status.class));
        assertEquals(0, empty.number("a"));
        assertThrows(UserError.class, () -> empty.text("a"));
    }

    @Test
    void whatIsOfAnotherTypeIsNotUnderstood() {
        String[] values = {"1", "1.5", "1e9", "true", "null", "\"a\"", "[]", "[1]", "{}"};
        for (String value : values) {
            Answer odd = answer("{\"a\":" + value + "}");
            boolean text = value.startsWith("\"");
            boolean whole = value.equals("1");
            boolean list = value.equals("[]");
            boolean map = value.equals("{}");
            fails(!text, () -> odd.text("a"));
            fails(!text, () -> odd.optionalText("a"));
            fails(!whole, () -> odd.number("a"));
            fails(!list, () -> odd.texts("a"));
            fails(!map, () -> odd.map("a"));
        }
        assertThrows(UserError.class, () -> new Answer(Json.tree(1)));
        assertThrows(UserError.class, () -> answer("{\"a\":99999999999999999999}").number("a"));
    }

    private static void fails(boolean expected, Runnable read) {
        if (expected) assertThrows(UserError.class, read::run);
        else read.run();
    }

    private static Answer answer(String text) {
        return new Answer(Json.object(new StringReader(text)));
    }
}
