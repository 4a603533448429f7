package org.quietdrop.node.link;

import org.quietdrop.node.wire.Endpoint;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The members of a {@link Crowd} in a process of their own: they link and are silent. */
final class CrowdProgram {
    private CrowdProgram() {}

    /** Arguments: seed, size, port. Each line on standard input says how many shall be linked. */
    public static void main(String[] args) throws Exception {
        int size = Integer.parseInt(args[1]);
        Crowd crowd = new Crowd(Long.parseLong(args[0]), size);
        Endpoint at = new Endpoint("127.0.0.1", Integer.parseInt(args[2]));
        List<RawPeer> linked = new ArrayList<>();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int wanted = Integer.parseInt(line);
            while (linked.size() < wanted) {
                Crowd.Member member = crowd.members.get(linked.size());
                RawPeer peer = new RawPeer(at);
                try (var dialler =
                        new LinkDialler(
                                People.inviting(member.self()),
                                People.book(member.pair().with(crowd.one)),
                                People.RANDOM)) {
                    if (!(peer.run(dialler) instanceof Step.Linked)) throw new AssertionError();
                }
                linked.add(peer);
            }
            System.out.println("linked " + linked.size());
        }
    }
}
