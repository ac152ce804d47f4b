package io.roomlog.common.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Optional;

/// One step of a message's way, from its beginning to its end. For one thread at a time.
public sealed interface Step {
    /// A step that nobody traces.
    Step UNTRACED = new Passing(Optional.empty());

    /// What those that follow are to have as their `traceparent`; empty where nobody traces it.
    Optional<String> traceparent();

    /// Notes something of it: a name as OpenTelemetry's conventions have it.
    Step with(String name, long value);

    /// It has ended.
    void end();

    /// It has ended in a failure.
    ///
    /// @param code which, of a bounded set
    void fail(String code);

    /// A step that is not noted; what comes in goes out.
    ///
    /// @param traceparent as it came
    record Passing(Optional<String> traceparent) implements Step {
        @Override
        public Step with(String name, long value) {
            return this;
        }

        @Override
        public void end() {
            // nobody notes it
        }

        @Override
        public void fail(String code) {
            // nobody notes it
        }
    }

    /// A step that is exported.
    final class Noted implements Step {
        private final Span span;

        Noted(Span span) {
            this.span = span;
        }

        @Override
        public Optional<String> traceparent() {
            return Optional.of(Traceparent.write(span.getSpanContext()));
        }

        @Override
        public Step with(String name, long value) {
            span.setAttribute(name, value);
            return this;
        }

        @Override
        public void end() {
            span.end();
        }

        @Override
        public void fail(String code) {
            span.setStatus(StatusCode.ERROR, code);
            span.end();
        }
    }
}
