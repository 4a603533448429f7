package org.quietdrop.node.search;

import org.quietdrop.store.record.SearchBlock;
import org.quietdrop.tests.fuzz.Always;

/** Reads all of a block of the search index: words that do not fit are a refusal and no more. */
public final class BlockReading {
    private BlockReading() {}

    public static void all(SearchBlock kept) {
        try {
            Block block = Block.of(kept);
            Always.that(block.kept().present().equals(kept.present()), "the places of a block");
            block.times();
            long[] hits = new long[Bits.LONGS];
            for (Terms terms = block.terms(); terms.more(); ) {
                terms.advance();
                terms.term();
                terms.places(hits);
            }
            for (String query : new String[] {"a", "zo\u00eb \"two words\"", "\u6f22"}) {
                block.having(Query.parse(query).terms());
            }
        } catch (IllegalStateException e) {
            // Not a block.
        }
    }
}
