package io.roomlog.common.query;

/// The paths and parameters of a router's query API. Any router answers any question: it asks the others for what it
/// does not have. What cannot be answered at the moment is 503, a question that makes no sense 400, both with the
/// body `{"error":"..."}`.
public final class RouterApi {
    /// GET, with [#NAMESPACE], [#ROOM] and [#LIMIT]: who is in a room, on all edges of
    /// all regions. Answer: [Members].
    public static final String MEMBERS = "/v1/members";

    /// GET, with [#NAMESPACE], [#LIMIT] and, unless all of the namespace are wanted, [#ROOM]: sockets with their rooms
    /// and data. Answer: [RemoteSockets].
    public static final String SOCKETS = "/v1/sockets";

    /// GET, with [#NAMESPACE], [#ROOM], [#LIMIT] and either [#BEFORE] or [#AFTER]: where a room's events lie. Answer:
    /// [Places].
    public static final String PLACES = "/v1/places";

    /// POST of [Firsts.Question]: where records with these ids lie first. Answer: [Firsts].
    public static final String FIRSTS = "/v1/firsts";

    /// A Socket.IO namespace, `/` for the default one.
    public static final String NAMESPACE = "namespace";

    /// A room's name.
    public static final String ROOM = "room";

    /// How much is wanted, 1 to 10,000.
    public static final String LIMIT = "limit";

    /// Places below this offset, the nearest first in what is chosen, ascending in the answer.
    public static final String BEFORE = "before";

    /// Places at or above this offset, ascending.
    public static final String AFTER = "after";

    private RouterApi() {}
}
