package io.roomlog.deploy.capacity;

/// What one thing costs: the table of measured costs. A time is processor time, user and system, of one core at full
/// speed; memory is resident.
///
/// A *knee* is the rate at which the cost is halfway between that of one alone and that of many together
/// ([Costs#between]).
public enum Cost {
    DELIVERY_ALONE(22, Unit.MICROSECONDS, "fanout", "a delivery at the edge, written by itself"),
    DELIVERY_TOGETHER(1.5, Unit.MICROSECONDS, "flood", "a delivery at the edge, written together with others"),
    DELIVERY_KNEE(20, Unit.A_SECOND, "between fanout and flood", "knee: deliveries to one connection"),
    PUBLISH_EDGE(30, Unit.MICROSECONDS, "pairs", "a publish at the edge: read, checked, appended, acked"),
    PUBLISH_BROKER_ALONE(
            800, Unit.MICROSECONDS, "fanout", "a publish at the broker, appended once and read once, by itself"),
    PUBLISH_BROKER_TOGETHER(9, Unit.MICROSECONDS, "flood", "a publish at the broker, in batches"),
    PUBLISH_BROKER_KNEE(1_400, Unit.A_SECOND, "between fanout and flood", "knee: publishes at one broker"),
    READ_ALONE(
            700, Unit.MICROSECONDS, "fanout", "a record at the edge that reads it, by itself: the requests of its own"),
    READ_TOGETHER(3, Unit.MICROSECONDS, "flood", "a record at the edge that reads it, in a batch"),
    READ_KNEE(300, Unit.A_SECOND, "between fanout and flood", "knee: records of the whole log"),
    IDLE_CPU(8, Unit.MICROSECONDS_A_SECOND, "idle", "a connection at the edge that answers its pings"),
    RESUME_EDGE(1_500, Unit.MICROSECONDS, "storm", "a connection that comes back and resumes, at the edge"),
    RESUME_BROKER(400, Unit.MICROSECONDS, "storm", "the same at the broker"),
    IDLE_MEMORY(21, Unit.KILOBYTES, "idle", "a connection's memory at the edge"),
    TRAFFIC_MEMORY(20, Unit.KILOBYTES, "fanout", "what it takes more when messages come"),
    EDGE_MEMORY(150, Unit.MEGABYTES, "idle", "an edge without connections"),
    BROKER_MEMORY(400, Unit.MEGABYTES, "idle", "a broker, without what the system keeps of its files"),
    DELIVERY_BYTES(64, Unit.BYTES, "the wire", "a delivery besides the payload: frame and offset"),
    PUBLISH_BYTES(64, Unit.BYTES, "the wire", "a publish besides the payload: frame, event, room"),
    ACK_BYTES(64, Unit.BYTES, "the wire", "an ack"),
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
