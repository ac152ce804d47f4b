/// Traces of messages on their way, as W3C Trace Context carries them and OpenTelemetry exports them. Knows nothing of
/// what a message is. The door is [io.roomlog.common.trace.Tracing].
@NullMarked
package io.roomlog.common.trace;

import org.jspecify.annotations.NullMarked;
