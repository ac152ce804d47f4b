package io.roomlog.deploy.prove;

/// A connection of a client to an edge, from CONNECT's answer on.
///
/// @param number      counts the client's visits, from 0
/// @param edge        the edge's name
/// @param region      which of the plan's regions the edge is in
/// @param begunNanos  when the client began to connect
/// @param answeredNanos when CONNECT's answer came
/// @param sid         as CONNECT's answer said
/// @param recovered   whether the answer had the pid that the client had
/// @param couldRecover whether the client had a pid and an offset to say
record Visit(
        int number,
        String edge,
        int region,
        long begunNanos,
        long answeredNanos,
        String sid,
        boolean recovered,
        boolean couldRecover) {}
