package io.roomlog.common;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

@AnalyzeClasses(packages = "io.roomlog.common", importOptions = DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule commonKnowsNeitherHelidonNorTheKafkaConsumer = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.helidon..", "org.apache.kafka.clients.consumer..");

    @ArchTest
    static final ArchRule codecsKnowNoIo = noClasses()
            .that()
            .resideInAnyPackage("..common.bytes", "..common.engineio", "..common.socketio", "..common.websocket")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("java.io", "java.net..", "java.nio.channels..", "org.apache.kafka..")
                            .and(not(belongToAnyOf(
                                    IOException.class,
                                    UncheckedIOException.class,
                                    ByteArrayInputStream.class,
                                    ByteArrayOutputStream.class))));

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.roomlog.common.(*)..").should().beFreeOfCycles();
}
