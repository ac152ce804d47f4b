package io.roomlog.edge;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.roomlog.edge.log.LogException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Which package of the edge may know which: each rule names all that a package knows of ours.
@AnalyzeClasses(packages = "io.roomlog.edge", importOptions = DoNotIncludeTests.class)
class LayeringTest {
    private static final String ROOT = "io.roomlog.edge";

    @ArchTest
    static final ArchRule OUTBOUND = knowsOnly("outbound");

    @ArchTest
    static final ArchRule WEBSOCKET = knowsOnly("websocket", "outbound");

    @ArchTest
    static final ArchRule ENGINEIO = knowsOnly("engineio", "websocket", "outbound", "limit", "http", "peer");

    @ArchTest
    static final ArchRule LOG = knowsOnly("log");

    @ArchTest
    static final ArchRule LEASE = knowsOnly("lease", "log");

    @ArchTest
    static final ArchRule PEER = knowsOnly("peer", "tls");

    @ArchTest
    static final ArchRule ROUTER = knowsOnly("router", "room");

    @ArchTest
    static final ArchRule ROOM = knowsOnly("room", "log", "outbound");

    @ArchTest
    static final ArchRule SESSION = knowsOnly("session", "room", "log", "outbound");

    @ArchTest
    static final ArchRule HISTORY = knowsOnly("history", "room", "router", "log");

    @ArchTest
    static final ArchRule SOCKETIO =
            knowsOnly("socketio", "engineio", "rights", "limit", "session", "room", "router", "log", "outbound");

    @ArchTest
    static final ArchRule LIMIT = knowsOnly("limit");

    @ArchTest
    static final ArchRule RIGHTS = knowsOnly("rights");

    @ArchTest
    static final ArchRule AUTH = knowsOnly("auth", "socketio", "engineio", "rights");

    @ArchTest
    static final ArchRule APP =
            knowsOnly("app", "socketio", "auth", "rights", "limit", "session", "history", "room", "router", "log");

    @ArchTest
    static final ArchRule CANARY = knowsOnly("canary", "socketio", "tls");

    @ArchTest
    static final ArchRule API = knowsOnly("api", "app", "auth", "socketio", "http");

    @ArchTest
    static final ArchRule HTTP = knowsOnly("http");

    @ArchTest
    static final ArchRule TLS = knowsOnly("tls");

    @ArchTest
    static final ArchRule METRICS = knowsOnly(
            "metrics",
            "app",
            "auth",
            "canary",
            "limit",
            "engineio",
            "history",
            "log",
            "outbound",
            "peer",
            "room",
            "session",
            "socketio");

    @ArchTest
    static final ArchRule SOCKETIO_AND_APP_KNOW_OF_THE_LOG_ONLY_HOW_IT_FAILS = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".socketio", ROOT + ".app")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + ".log").and(not(belongToAnyOf(LogException.class))));

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    /// A record that was read is a value; the clients are not. What they count of themselves is shown with the metrics.
    @ArchTest
    static final ArchRule ONLY_THE_LOG_KNOWS_KAFKAS_CLIENTS = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".log", ROOT + ".metrics")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("org.apache.kafka.clients..").and(not(belongToAnyOf(ConsumerRecord.class))));

    @ArchTest
    static final ArchRule ONLY_WHAT_SERVES_HTTP_KNOWS_HELIDON = noClasses()
            .that()
            .resideOutsideOfPackages(
                    ROOT, ROOT + ".websocket", ROOT + ".engineio", ROOT + ".http", ROOT + ".api", ROOT + ".tls")
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
