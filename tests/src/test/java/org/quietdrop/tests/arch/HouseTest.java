package org.quietdrop.tests.arch;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;

/** The house of the design, section 2: who may know whom. */
final class HouseTest {
    private static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(
                            "org.quietdrop.crypto",
                            "org.quietdrop.store",
                            "org.quietdrop.discovery",
                            "org.quietdrop.node");

    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(ALL);
    }

    private static void oneDoor(String library, String... rooms) {
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(rooms)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(library));
    }

    @Test
    void everyForeignLibraryHasOneDoor() {
        oneDoor("java.lang.foreign..", "org.quietdrop.crypto", "org.quietdrop.node.system");
        oneDoor("org.mapdb..", "org.quietdrop.store.index..");
        oneDoor("javax.jmdns..", "org.quietdrop.discovery..");
        oneDoor("io.netty..", "org.quietdrop.node.link..", "org.quietdrop.node.wire..");
        oneDoor("org.jline..", "org.quietdrop.node.shell..");
        oneDoor("picocli..", "org.quietdrop.node.cli..");
        oneDoor("io.nayuki..", "org.quietdrop.node.cli..");
        oneDoor("com.google.gson..", "org.quietdrop.node.control..");
    }

    @Test
    void floorsRestOnTheFloorBelow() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage("org.quietdrop.crypto..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.quietdrop.store..",
                                "org.quietdrop.discovery..",
                                "org.quietdrop.node.."));
        holds(
                noClasses()
                        .that()
                        .resideInAPackage("org.quietdrop.store..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.quietdrop.discovery..", "org.quietdrop.node.."));
        holds(
                noClasses()
                        .that()
                        .resideInAPackage("org.quietdrop.discovery..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.quietdrop.crypto..",
                                "org.quietdrop.store..",
                                "org.quietdrop.node.."));
    }

    @Test
    void noCyclesBetweenPackages() {
        holds(slices().matching("org.quietdrop.(**)").should().beFreeOfCycles());
    }

    @Test
    void nobodyTakesTimeOrChanceFromTheAir() {
        ArchRule rule =
                noClasses()
                        .should()
                        .callMethod(Instant.class, "now")
                        .orShould()
                        .callMethod(LocalDate.class, "now")
                        .orShould()
                        .callMethod(LocalDateTime.class, "now")
                        .orShould()
                        .callMethod(ZonedDateTime.class, "now")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .callMethod(Clock.class, "systemUTC")
                        .orShould()
                        .callMethod(Math.class, "random")
                        .orShould()
                        .dependOnClassesThat()
                        .areAssignableTo(Random.class);
        holds(
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName("org.quietdrop.crypto.SystemRandom")
                        .and()
                        .doNotHaveFullyQualifiedName("org.quietdrop.crypto.SeededSecureRandom")
                        .and()
                        .haveSimpleNameNotEndingWith("MlKem768")
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(java.security.SecureRandom.class));
        rule.allowEmptyShould(true)
                .check(
                        ALL.that(
                                com.tngtech.archunit.base.DescribedPredicate.describe(
                                        "not a door to randomness",
                                        c -> !c.getPackageName().equals("org.quietdrop.crypto"))));
    }

    /** Wire: a secret that is handed over, of an introduction. */
    @Test
    void secretsAreOpenedOnlyBelow() {
        holds(
                noClasses()
                        .that()
                        .resideInAnyPackage("org.quietdrop.node..", "org.quietdrop.discovery..")
                        .and()
                        .resideOutsideOfPackages(
                                "org.quietdrop.node.link..", "org.quietdrop.node.wire..")
                        .should()
                        .callMethod("org.quietdrop.crypto.SecretKey", "expose"));
    }

    /** What the doors say of their calls is for tests: nobody in the program listens. */
    @Test
    void nobodyListensToThePrimitives() {
        holds(
                noClasses()
                        .should()
                        .callMethodWhere(
                                target(nameMatching("listen"))
                                        .and(
                                                target(
                                                        owner(
                                                                DescribedPredicate.describe(
                                                                        "Calls",
                                                                        c ->
                                                                                c.getName()
                                                                                        .equals(
                                                                                                "org.quietdrop.crypto.Calls")))))));
    }

    /**
     * Who may compare arrays as fast as it can: what these compare is public, or was made by who
     * compares it. All else goes through {@code ConstantTime} or {@code SecretKey.sameAs}.
     */
    private static final Set<String> COMPARES_FAST =
            Set.of(
                    "org.quietdrop.crypto.Bytes", // values that are no secrets
                    "org.quietdrop.crypto.MlKem768", // how this JVM begins a key
                    "org.quietdrop.store.VaultHeader", // magic and a checksum without a key
                    "org.quietdrop.store.BackupHeader", // the same
                    "org.quietdrop.store.index.IndexKey", // keys of the index, as they stand there
                    "org.quietdrop.store.journal.Frame", // magic
                    "org.quietdrop.store.journal.Segment", // zeros, and its own header
                    "org.quietdrop.store.journal.SegmentHeader", // magic
                    "org.quietdrop.store.journal.Walk", // tags of the journal, as they stand there
                    "org.quietdrop.node.cli.Passphrase", // typed twice by the same person
                    "org.quietdrop.node.shell.FirstRun", // the same
                    "org.quietdrop.node.daemon.UnlockedHome", // records with themselves
                    "org.quietdrop.node.search.BlockWriter", // words
                    "org.quietdrop.node.search.Terms", // words of the index and of a question
                    "org.quietdrop.node.inspect.SecretSearch"); // searches planted text

    @Test
    void secretsAreComparedInConstantTime() {
        holds(
                noClasses()
                        .that(
                                DescribedPredicate.describe(
                                        "may not compare fast",
                                        c -> !COMPARES_FAST.contains(c.getName())))
                        .should()
                        .callMethodWhere(
                                target(owner(JavaClass.Predicates.equivalentTo(Arrays.class)))
                                        .and(
                                                target(
                                                        nameMatching(
                                                                "equals|deepEquals|compare|compareUnsigned|mismatch")))));
        holds(
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName("org.quietdrop.crypto.ConstantTime")
                        .should()
                        .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class));
    }

    @Test
    void namesSayWhatThingsAre() {
        holds(
                classes()
                        .should()
                        .haveSimpleNameNotEndingWith("Impl")
                        .andShould()
                        .haveSimpleNameNotEndingWith("Util")
                        .andShould()
                        .haveSimpleNameNotEndingWith("Utils")
                        .andShould()
                        .haveSimpleNameNotEndingWith("Helper")
                        .andShould()
                        .haveSimpleNameNotEndingWith("Manager")
                        .andShould()
                        .haveSimpleNameNotEndingWith("Service"));
    }
}
