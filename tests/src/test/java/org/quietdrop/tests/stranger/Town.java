package org.quietdrop.tests.stranger;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.hello.HelloRelation;
import org.quietdrop.tests.sim.SimRandom;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Twenty people, half of them with many contacts and half with few, of whom ten are on the network
 * in each epoch.
 */
final class Town {
    static final int PEOPLE = 20;
    static final int HERE = 10;
    static final int EPOCHS = 20;
    private static final int MANY = 6;

    private final List<UserId> people = new ArrayList<>();
    private final boolean[][] contacts = new boolean[PEOPLE][PEOPLE];
    private final List<List<HelloRelation>> relations = new ArrayList<>();
    private final List<List<Integer>> here = new ArrayList<>();

    Town(SimRandom random, boolean secrets) {
        RandomGenerator draw = random.generator();
        for (int i = 0; i < PEOPLE; i++) {
            people.add(UserId.of(random.bytes(UserId.SIZE)));
            relations.add(new ArrayList<>());
        }
        for (int a = 0; a < PEOPLE; a++) {
            for (int b = a + 1; b < PEOPLE; b++) {
                boolean social = a < PEOPLE / 2 && b < PEOPLE / 2;
                if (draw.nextDouble() < (social ? 0.85 : 0.1)) meet(a, b, random, secrets);
            }
        }
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) all.add(i);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(all, java.util.Random.from(draw));
            here.add(List.copyOf(all.subList(0, HERE)));
        }
    }

    private void meet(int a, int b, SimRandom random, boolean secrets) {
        byte[] shared = secrets ? random.bytes(SecretKey.SIZE) : new byte[SecretKey.SIZE];
        SecretKey key = SecretKey.of(shared);
        relations.get(a).add(new HelloRelation(key, people.get(a), people.get(b)));
        relations.get(b).add(new HelloRelation(key, people.get(b), people.get(a)));
        contacts[a][b] = true;
        contacts[b][a] = true;
    }

    /** Everybody's public key, here or not. */
    List<UserId> people() {
        return List.copyOf(people);
    }

    /** Whom this one knows. */
    List<HelloRelation> relations(int person) {
        return relations.get(person);
    }

    /** Who is on the network in this epoch. */
    List<Integer> here(int epoch) {
        return here.get(epoch);
    }

    boolean contacts(int a, int b) {
        return contacts[a][b];
    }

    boolean manyContacts(int person) {
        return relations.get(person).size() >= MANY;
    }
}
