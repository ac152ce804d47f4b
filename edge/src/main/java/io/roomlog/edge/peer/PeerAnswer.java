package io.roomlog.edge.peer;

import io.roomlog.common.bytes.Bytes;

/// What the owner of a session has answered.
public record PeerAnswer(int status, String contentType, Bytes body) {}
