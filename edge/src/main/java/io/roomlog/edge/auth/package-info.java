/// Tokens (RFC 7519): who a client is.
///
/// Knows neither rooms nor the log. [TokenVerifier] is the door.
@NullMarked
package io.roomlog.edge.auth;

import org.jspecify.annotations.NullMarked;
