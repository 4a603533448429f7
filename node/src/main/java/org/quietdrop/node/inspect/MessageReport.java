package org.quietdrop.node.inspect;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.View;

import java.util.List;

/**
 * What the cryptography of one message was, as {@code inspect.message}: the fields are those of the
 * JSON. Keys are never told, only fingerprints: 8 bytes of a keyed hash, in hex.
 *
 * @param id of the message
 * @param conversation with whom
 * @param sent whether it was written here
 * @param state as in the history
 * @param padding sizes on the way from the text to the wire
 * @param identities fingerprints of the two people
 * @param pairing how the two met: by code, invitation or introduction
 * @param verified whether the two have compared
 * @param session the present one of the two; absent: there is none
 * @param sealing the envelope that it is in; absent: gone, or it came from outside
 * @param steps its story
 * @param carriers friends who keep or kept a copy
 * @param observer what somebody saw who records the network
 * @param gone what is not stored any more, a sentence each
 */
public record MessageReport(
        String id,
        String conversation,
        boolean sent,
        String state,
        Padding padding,
        Identities identities,
        String pairing,
        boolean verified,
        @Nullable Session session,
        @Nullable Sealing sealing,
        List<View.Step> steps,
        List<Carrier> carriers,
        String observer,
        List<String> gone) {
    /** Copies the lists. */
    public MessageReport {
        steps = List.copyOf(steps);
        carriers = List.copyOf(carriers);
        gone = List.copyOf(gone);
    }

    /**
     * Sizes in bytes.
     *
     * @param characters of the text
     * @param text as UTF-8
     */
    public record Padding(int characters, int text, int body, int envelope, int box, int cell) {}

    /** Fingerprints of the identity keys. */
    public record Identities(String mine, String theirs) {}

    /**
     * The ratchet as it stands now.
     *
     * @param id its public name, the first 8 bytes
     * @param renewed whether it is another one than that of the pairing
     * @param agreed whether both are known to have it
     * @param ours our present ratchet key
     * @param sent how many envelopes were sealed under it
     * @param theirs the other side's newest ratchet key
     * @param received the number of the next envelope expected under it
     * @param kemSent number of the ML-KEM secret that was mixed into our present chain; 0: none
     *     since the beginning of the session
     * @param kemReceived the same of the other side's
     * @param keysToCome keys kept for envelopes that have not come
     */
    public record Session(
            String id,
            boolean renewed,
            boolean agreed,
            String ours,
            int sent,
            String theirs,
            int received,
            int kemSent,
            int kemReceived,
            int keysToCome) {}

    /**
     * The envelope.
     *
     * @param envelopes ids of all envelopes of it that are remembered
     * @param chain the ratchet key of its chain; absent: gone
     * @param number its number in that chain, from 0; absent: gone
     * @param present whether that is our present chain; absent: gone
     */
    public record Sealing(
            List<String> envelopes,
            @Nullable String chain,
            @Nullable Integer number,
            @Nullable Boolean present) {
        /** Copies the list. */
        public Sealing {
            envelopes = List.copyOf(envelopes);
        }
    }

    /**
     * A friend in between.
     *
     * @param name petname
     * @param keeps whether a copy is there now, by its word
     * @param knows what it sees, a sentence
     */
    public record Carrier(String name, boolean keeps, String knows) {}
}
