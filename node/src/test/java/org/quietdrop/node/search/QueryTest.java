package org.quietdrop.node.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** What is a hit, in the scripts that people write. */
final class QueryTest {
    private static boolean hits(String query, String text) {
        return Query.parse(query).matches(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cafe|Ein CAFÉ in Paris",
                "CAFÉ|cafe",
                "strasse|Große Straße",
                "straße|STRASSE 5",
                "istanbul|İstanbul",
                "resume|re\u0301sume\u0301",
                "ﬁne|fine",
                "ｗｉｄｅ|wide",
                "οδος|ΟΔΟΣ ΕΡΜΟΥ",
                "ΟΔΌΣ|η οδός",
                "елка|Ёлка зелёная",
                "ЗЕЛЕНАЯ|ёлка зелёная",
                "سلام|السَّلام عليكم سَلَام",
                "احمد|أحمد",
                "12|١٢ كتاب",
                "שלום|שָׁלוֹם עולם",
                "नमस्ते|नमस्ते दुनिया",
                "हिन्दी|यह हिन्दी है",
                "天气|今天天气很好",
                "天|今天很好",
                "好|今天很好",
                "東京タワー|私は東京タワーに行く",
                "カタカナ|ﾊﾝｶｸ ｶﾀｶﾅ",
                "行く|東京に行く。",
                "이름|제 이름은 민수",
                "สวัสดี|คุณสวัสดีครับ",
                "ភាសា|ភាសាខ្មែរ",
                "😀|so 😀!",
                "👍|👍🏽",
                "❤|I ❤️ you",
                "hel|hello",
                "yes hel|hello, YES",
                "don't|I don’t know",
                "e-mail|my e-mail",
                "€|5 €",
                "iphone|私のiPhoneです",
            })
    void finds(String query, String text) {
        assertTrue(hits(query, text), query + " in " + text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ello|hello",
                "कु|कि",
                "か|が",
                "気天|今天天气很好",
                "天很|今天 很好",
                "😀|😁",
                "house|home",
                "शा|शी",
            })
    void doesNotFind(String query, String text) {
        assertFalse(hits(query, text), query + " in " + text);
    }

    @Test
    void onlyTheLastWordMayBeABeginning() {
        assertTrue(hits("yes hel", "hello yes"));
        assertFalse(hits("hel yes", "hello yes"));
        assertFalse(hits("\"hel\"", "hello"));
    }

    @Test
    void phrasesStandTogether() {
        assertTrue(hits("\"at eight\"", "Yes, at eight."));
        assertTrue(hits("\"yes at\"", "yes, at eight"));
        assertFalse(hits("\"eight at\"", "at eight"));
        assertFalse(hits("\"at eight\"", "at a quarter to eight"));
        assertTrue(hits("“at eight” yes", "yes, at eight"));
        assertTrue(hits("\"東京 tower\"", "あの東京 tower"));
        assertFalse(hits("\"東京 tower\"", "東京都 tower"));
        assertTrue(hits("\"at eight", "at eight"), "a quotation that does not end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "?!...",
                "\"\"",
                "---",
                "\ud800",
                "\udc00\ud800",
                "\u0301",
                "\u200d"
            })
    void thereIsNothingInThat(String query) {
        assertTrue(Query.parse(query).isEmpty());
    }

    @Test
    void halvesOfCharactersSeparate() {
        assertTrue(hits("a", "x\ud800a\udc00"));
        assertFalse(hits("xa", "x\ud800a"));
    }

    @Test
    void hostileTextsTakeNoTime() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                    for (String piece : new String[] {"a", "天", "\u0301", "ﷺ", "a ", "\"", "😀"}) {
                        String text = piece.repeat(10_000);
                        assertEquals(
                                !Query.parse(text).isEmpty(),
                                Query.parse(text).matches(text) && !Query.parse(text).isEmpty());
                    }
                });
    }
}
