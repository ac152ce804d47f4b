package io.roomlog.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The layering between the modules.
@AnalyzeClasses(packages = "io.roomlog", importOptions = DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule COMMON_KNOWS_NEITHER_HELIDON_NOR_THE_KAFKA_CONSUMER = noClasses()
            .that()
            .resideInAPackage("io.roomlog.common..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.helidon..", "org.apache.kafka.clients.consumer..", "io.roomlog.edge..", "io.roomlog.router..");

    @ArchTest
    static final ArchRule ONLY_THE_EMBEDDED_BROKER_KNOWS_KAFKAS_INSIDES = noClasses()
            .that()
            .resideOutsideOfPackage("io.roomlog.deploy.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kafka..", "org.apache.kafka.server..", "org.apache.kafka.metadata..", "scala..");

    @ArchTest
    static final ArchRule THE_EDGE_DOES_NOT_KNOW_HOW_IT_IS_DEPLOYED = noClasses()
            .that()
            .resideInAPackage("io.roomlog.edge..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.roomlog.deploy..", "io.roomlog.router..", "picocli..", "org.slf4j..");

    @ArchTest
    static final ArchRule THE_ROUTER_KNOWS_NEITHER_EDGES_NOR_HOW_IT_IS_DEPLOYED = noClasses()
            .that()
            .resideInAPackage("io.roomlog.router..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.roomlog.deploy..", "io.roomlog.edge..", "picocli..", "org.slf4j..");
}
