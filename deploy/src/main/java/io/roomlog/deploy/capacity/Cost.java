package io.roomlog.deploy.capacity;

/// What one thing costs: the table of measured costs. A time is processor time, user and system, of one core at full
/// speed; memory is resident.
///
/// A *knee* is the rate at which the cost is halfway between that of one alone and that of many together
/// ([Costs#between]).
public enum Cost {
    DELIVERY_ALONE(18, Unit.MICROSECONDS, "fanout", "a delivery at the edge, written by itself"),
    DELIVERY_TOGETHER(0.1, Unit.MICROSECONDS, "flood", "a delivery at the edge, written together with others"),
    DELIVERY_KNEE(25, Unit.A_SECOND, "big-room, pairs", "knee: deliveries to one connection"),
    PUBLISH_EDGE(12, Unit.MICROSECONDS, "pairs", "a publish at the edge: read, checked, appended, acked"),
    PUBLISH_BROKER_ALONE(
            4_000, Unit.MICROSECONDS, "fanout", "a publish at the broker, appended once and read once, by itself"),
    PUBLISH_BROKER_TOGETHER(1.5, Unit.MICROSECONDS, "flood", "a publish at the broker, in batches"),
    PUBLISH_BROKER_KNEE(80, Unit.A_SECOND, "big-room, fanout, flood", "knee: publishes at one broker"),
    READ_ALONE(
            4_000,
            Unit.MICROSECONDS,
            "fanout",
            "a record at the edge that reads it, by itself: the requests of its own"),
    READ_TOGETHER(1, Unit.MICROSECONDS, "flood", "a record at the edge that reads it, in a batch"),
    READ_KNEE(60, Unit.A_SECOND, "fanout at 60 and 300 publishes/s", "knee: records of the whole log"),
    IDLE_CPU(10, Unit.MICROSECONDS_A_SECOND, "idle", "a connection at the edge that answers its pings"),
    RESUME_EDGE(1_000, Unit.MICROSECONDS, "storm", "a connection that comes back and resumes, at the edge"),
    RESUME_BROKER(370, Unit.MICROSECONDS, "storm", "the same at the broker"),
    IDLE_MEMORY(18, Unit.KILOBYTES, "idle", "a connection's memory at the edge"),
    TRAFFIC_MEMORY(30, Unit.KILOBYTES, "fanout", "what it takes more when messages come"),
    EDGE_MEMORY(130, Unit.MEGABYTES, "idle", "an edge without connections"),
    BROKER_MEMORY(400, Unit.MEGABYTES, "idle", "a broker, without what the system keeps of its files"),
    DELIVERY_BYTES(37, Unit.BYTES, "the wire", "a delivery besides the payload: frame and offset"),
    PUBLISH_BYTES(64, Unit.BYTES, "the wire", "a publish besides the payload: frame, event, room"),
    ACK_BYTES(90, Unit.BYTES, "the wire", "an ack"),
    RECORD_BYTES(180, Unit.BYTES, "the log", "a room's record besides the payload: key, headers, share of its batch"),
    SESSION_BYTES(400, Unit.BYTES, "the log", "a session's record, whole");

    private final double measured;
    private final Unit unit;
    private final String from;
    private final String what;

    Cost(double measured, Unit unit, String from, String what) {
        this.measured = measured;
        this.unit = unit;
        this.from = from;
        this.what = what;
    }

    /// What was measured, in its unit.
    double measured() {
        return measured;
    }

    Unit unit() {
        return unit;
    }

    /// The bench's scenario that it is from, or what else.
    String from() {
        return from;
    }

    /// What it is that costs, in words.
    String what() {
        return what;
    }
}
