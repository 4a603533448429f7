package org.quietdrop.node.link;

import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.hello.HelloInitiator;
import org.quietdrop.crypto.hello.HelloRelation;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.core.Effect;

import java.util.List;

/**
 * The relations of one moment. Replaced as a whole when they change; its secrets are wiped when the
 * last handshake that began with it is over. For one thread.
 */
final class RelationBook {
    private final List<Relation> all;
    private final List<Relation> dialled;
    private int users = 1;

    /** Owns the relations; the maker is its first user. */
    RelationBook(Effect.Relations relations) {
        this.all = relations.all();
        List<Relation> asked = relations.dialled();
        this.dialled = asked.subList(0, Math.min(asked.size(), HelloInitiator.MAX_RELATIONS));
    }

    /** Knows nobody. */
    static RelationBook empty() {
        return new RelationBook(new Effect.Relations(List.of(), List.of()));
    }

    /** Another user, who releases it later. */
    RelationBook retain() {
        if (users == 0) throw new IllegalStateException("the relations are closed");
        users++;
        return this;
    }

    /** One user less; the last one wipes the secrets. */
    void release() {
        if (--users > 0) return;
        all.forEach(Relation::close);
        dialled.forEach(Relation::close);
    }

    /** All that may dial us. */
    List<Relation> all() {
        return all;
    }

    /** Those whom a dial looks for. */
    List<Relation> dialled() {
        return dialled;
    }

    /** As the hello takes them, in the same order. */
    static List<HelloRelation> forHello(List<Relation> relations, UserId self) {
        return relations.stream().map(r -> r.forHello(self)).toList();
    }
}
