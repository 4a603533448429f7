package org.quietdrop.node.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.inspect.Planted;
import org.quietdrop.node.inspect.SecretSearch;
import org.quietdrop.node.inspect.SecretSearch.Finding;

import java.nio.file.Path;
import java.util.List;

final class EvidenceTest {
    @Test
    void whatIsPlantedIsFoundInEveryForm(@TempDir Path home) throws Exception {
        Planted.in(home.resolve("planted"), "planted-0123456789");
        Evidence evidence = new Evidence();
        evidence.home("alice", home);
        SecretSearch control = new SecretSearch();
        control.text("planted", "planted-0123456789");
        List<String> forms =
                evidence.search(control).stream().map(Finding::form).distinct().toList();
        assertTrue(forms.containsAll(Planted.FORMS), forms.toString());
        assertEquals(List.of(), evidence.blindFor(control));
        evidence.add("wire", "the wire", new byte[100]);
        assertEquals(List.of("wire"), evidence.blindFor(control));
    }
}
