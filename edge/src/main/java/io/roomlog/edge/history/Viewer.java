package io.roomlog.edge.history;

/// Who reads a past: what left this socket or user out is not in it.
///
/// @param sid the socket's id
/// @param userRoom `user:` and the user's name
public record Viewer(String sid, String userRoom) {}
