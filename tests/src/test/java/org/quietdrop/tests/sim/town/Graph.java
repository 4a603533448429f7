package org.quietdrop.tests.sim.town;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Who knows whom.
 *
 * @param name for the table
 * @param size how many nodes, numbered from 0
 * @param friendships each once
 */
record Graph(String name, int size, List<Edge> friendships) {
    /** Two who know each other; {@code a} is the lower number. */
    record Edge(int a, int b) {
        static Edge of(int one, int other) {
            return new Edge(Math.min(one, other), Math.max(one, other));
        }
    }

    Graph {
        friendships = List.copyOf(friendships);
    }

    private static Graph of(String name, int size, Collection<Edge> friendships) {
        return new Graph(name, size, List.copyOf(friendships));
    }

    /** Friendships between any two alike (Erdos and Renyi), so many that the mean holds. */
    static Graph random(int size, int meanFriends, SplittableRandom random) {
        Set<Edge> edges = new LinkedHashSet<>();
        while (edges.size() < size * meanFriends / 2) {
            int one = random.nextInt(size);
            int other = random.nextInt(size);
            if (one != other) edges.add(Edge.of(one, other));
        }
        return of("random, " + meanFriends + " friends in the mean", size, edges);
    }

    /**
     * A ring of neighbours with some friendships led elsewhere (Watts and Strogatz).
     *
     * @param friends of each before that, an even number
     * @param elsewhere the share of those led elsewhere
     */
    static Graph smallWorld(int size, int friends, double elsewhere, SplittableRandom random) {
        Set<Edge> edges = new LinkedHashSet<>();
        for (int node = 0; node < size; node++) {
            for (int next = 1; next <= friends / 2; next++) {
                edges.add(Edge.of(node, (node + next) % size));
            }
        }
        for (Edge edge : List.copyOf(edges)) {
            if (random.nextDouble() >= elsewhere) continue;
            Edge other = Edge.of(edge.a(), random.nextInt(size));
            if (other.a() == other.b() || edges.contains(other)) continue;
            edges.remove(edge);
            edges.add(other);
        }
        return of("small world, " + friends + " friends", size, edges);
    }

    /** Pairs of cliques, the two of each pair joined by one friendship. */
    static Graph cliques(int pairs, int each) {
        List<Edge> edges = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            int first = pair * 2 * each;
            clique(first, each, edges);
            clique(first + each, each, edges);
            edges.add(Edge.of(first, first + each));
        }
        String name = "two cliques of " + each + ", one bridge";
        return of(pairs == 1 ? name : pairs + " times " + name, pairs * 2 * each, edges);
    }

    /** Everybody knows everybody. */
    static Graph clique(int size) {
        List<Edge> edges = new ArrayList<>();
        clique(0, size, edges);
        return of("clique of " + size, size, edges);
    }

    /** The first two know everybody, the others also those beside them in a ring. */
    static Graph wheel(int size) {
        Set<Edge> edges = new LinkedHashSet<>();
        for (int node = 1; node < size; node++) edges.add(Edge.of(0, node));
        for (int node = 2; node < size; node++) edges.add(Edge.of(1, node));
        for (int node = 2; node < size; node++) {
            edges.add(Edge.of(node, node + 1 < size ? node + 1 : 2));
        }
        return of("wheel of " + size, size, edges);
    }

    private static void clique(int first, int size, List<Edge> edges) {
        for (int a = first; a < first + size; a++) {
            for (int b = a + 1; b < first + size; b++) edges.add(Edge.of(a, b));
        }
    }
}
