package io.roomlog.common.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Notes the steps of messages' ways. Thread-safe; nothing here waits for whoever collects them: what they do not take
/// in time is let go.
///
/// A step is noted where an exporter is configured, and whoever sent the message has asked for it in a `traceparent`,
/// or, where there is none, its share of new traces is met. Otherwise what came in is handed on as it is.
public final class Tracing implements AutoCloseable {
    private static final String PATH = "/v1/traces";
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final double PERCENT = 100;

    private final @Nullable SdkTracerProvider provider;
    private final @Nullable Tracer tracer;

    private Tracing(@Nullable SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider == null ? null : provider.get("io.roomlog");
    }

    /// Notes nothing.
    public static Tracing off() {
        return new Tracing(null);
    }

    /// What is configured.
    ///
    /// @param service the tier's name, as those who look at traces see it
    /// @param instance the process's name
    public static Tracing of(Configuration configuration, String service, String instance) {
        Optional<String> collector = configuration.get(Settings.OTLP_ENDPOINT);
        if (collector.isEmpty()) {
            return off();
        }
        String endpoint = collector.get();
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.endsWith(PATH) ? endpoint : endpoint.replaceAll("/+$", "") + PATH)
                .build();
        return new Tracing(SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", service)
                        .put("service.namespace", "roomlog")
                        .put("service.instance.id", instance)
                        .put("cloud.region", configuration.get(Settings.REGION))
                        .build()))
                .setSampler(Sampler.parentBased(
                        Sampler.traceIdRatioBased(configuration.get(Settings.TRACE_PERCENT) / PERCENT)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build());
    }

    /// Begins a step.
    ///
    /// @param name what is done, of a bounded set
    /// @param traceparent of the step before
    public Step begin(String name, SpanKind kind, Optional<String> traceparent) {
        return begin(name, kind, traceparent, 0);
    }

    /// Begins a step that has begun already.
    ///
    /// @param sinceMillis milliseconds since 1970; 0 for now
    public Step begin(String name, SpanKind kind, Optional<String> traceparent, long sinceMillis) {
        Tracer noting = tracer;
        if (noting == null && traceparent.isEmpty()) {
            return Step.UNTRACED;
        }
        Optional<SpanContext> parent = traceparent.flatMap(Traceparent::read);
        if (noting == null) {
            return parent.isEmpty() ? Step.UNTRACED : new Step.Passing(traceparent);
        }
        SpanBuilder builder = noting.spanBuilder(name).setSpanKind(kind);
        if (parent.isPresent()) {
            builder.setParent(Context.root().with(Span.wrap(parent.get())));
        } else {
            builder.setNoParent();
        }
        if (sinceMillis > 0) {
            builder.setStartTimestamp(sinceMillis, TimeUnit.MILLISECONDS);
        }
        Span span = builder.startSpan();
        if (span.isRecording()) {
            return new Step.Noted(span);
        }
        return parent.isEmpty() ? Step.UNTRACED : new Step.Passing(traceparent);
    }

    /// Sends what is left, for a second at most, and ends.
    @Override
    public void close() {
        if (provider != null) {
            provider.shutdown().join(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
