package io.roomlog.deploy.bench;

import java.net.InetSocketAddress;
import java.util.Optional;

/// Where a client connects to, and as whom.
///
/// @param token where the server asks for one
/// @param region which one the server is in, from 0
record Address(InetSocketAddress socket, Optional<String> token, int region) {}
