/// How logs look, and what is told: the one place that knows the logging library. The door is
/// [io.roomlog.deploy.logging.Logging].
@NullMarked
package io.roomlog.deploy.logging;

import org.jspecify.annotations.NullMarked;
