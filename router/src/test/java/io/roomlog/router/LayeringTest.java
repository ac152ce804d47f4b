package io.roomlog.router;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which package of the router may know which: each rule names all that a package knows of ours.
@AnalyzeClasses(packages = "io.roomlog.router", importOptions = DoNotIncludeTests.class)
class LayeringTest {
    private static final String ROOT = "io.roomlog.router";

    @ArchTest
    static final ArchRule LOG = knowsOnly("log");

    @ArchTest
    static final ArchRule STORE = knowsOnly("store");

    @ArchTest
    static final ArchRule FANOUT = knowsOnly("fanout", "log");

    @ArchTest
    static final ArchRule INDEX = knowsOnly("index", "log", "store");

    @ArchTest
    static final ArchRule PRESENCE = knowsOnly("presence", "log", "store");

    @ArchTest
    static final ArchRule LEASE = knowsOnly("lease");

    @ArchTest
    static final ArchRule QUERY = knowsOnly("query", "index", "presence", "store");

    @ArchTest
    static final ArchRule METRICS = knowsOnly("metrics", "fanout", "index", "presence", "lease", "log", "query");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_TOPOLOGY_KNOWS_NO_CONSUMER_AND_NO_PRODUCER = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".fanout", ROOT + ".index", ROOT + ".presence", ROOT + ".store")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka.clients..");

    @ArchTest
    static final ArchRule ONLY_WHAT_SERVES_HTTP_KNOWS_HELIDON = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".query")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.helidon..");

    private static ArchRule knowsOnly(String name, String... others) {
        List<String> known = new ArrayList<>(List.of(ROOT + '.' + name + ".."));
        Arrays.stream(others).map(other -> ROOT + '.' + other + "..").forEach(known::add);
        return classes()
                .that()
                .resideInAPackage(ROOT + '.' + name + "..")
                .should()
                .onlyDependOnClassesThat(
                        not(resideInAPackage(ROOT + "..")).or(resideInAnyPackage(known.toArray(String[]::new))));
    }
}
