package io.roomlog.deploy.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Every benchmark, called once in this JVM: what a codec refuses makes it fail.
@Timeout(60)
class BenchmarksTest {
    private static final List<Class<?>> ALL = List.of(
            BytesBenchmark.class,
            CursorBenchmark.class,
            EventBenchmark.class,
            PublishBenchmark.class,
            RecordBenchmark.class);

    /// Nothing is measured here, and so nothing disturbs those who measure.
    @BeforeAll
    static void ignoreJmhsLock() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    @Test
    void everyOneRunsWithoutAnError() throws Exception {
        var options = new OptionsBuilder()
                .include(CodecBenchmark.class.getPackageName() + "\\..*")
                .mode(Mode.SingleShotTime)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        assertThat(new Runner(options).run())
                .extracting(result -> result.getParams().getBenchmark())
                .hasSameElementsAs(names());
    }

    private static List<String> names() {
        return ALL.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Benchmark.class))
                        .map(method -> type.getName() + '.' + method.getName()))
                .toList();
    }
}
