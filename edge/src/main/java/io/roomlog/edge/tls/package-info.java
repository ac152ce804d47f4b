/// TLS for clients: a certificate and its key from PEM files, taken anew when they change.
///
/// [ServerTls] is the door. Nothing here knows what goes over the connections.
@NullMarked
package io.roomlog.edge.tls;

import org.jspecify.annotations.NullMarked;
