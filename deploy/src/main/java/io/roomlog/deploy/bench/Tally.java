package io.roomlog.deploy.bench;

import org.HdrHistogram.Histogram;

/// What has come in a stretch of time. One thread.
final class Tally {
    private static final int DIGITS = 3;

    private final Histogram deliveryMicros = new Histogram(DIGITS);
    private final Histogram farMicros = new Histogram(DIGITS);
    private final Histogram answerMicros = new Histogram(DIGITS);
    private final Histogram joinMicros = new Histogram(DIGITS);
    private long joinBytes;
    private long brokenHistories;
    private long deliveries;
    private long deliveredBytes;
    private long overtaken;
    private long repeated;
    private long stray;
    private long acked;
    private long refused;
    private long others;
    private long pings;

    /// A message has come.
    ///
    /// @param far whether from another region
    void delivered(boolean far, long nanos, int bytes) {
        deliveries++;
        deliveredBytes += bytes;
        (far ? farMicros : deliveryMicros).recordValue(Math.max(0, nanos / 1000));
    }

    /// How it stands to those before it.
    void checked(SequenceCheck.Verdict verdict) {
        switch (verdict) {
            case OVERTAKEN -> overtaken++;
            case REPEATED -> repeated++;
            case NEXT, AHEAD -> {
                // What has been left out may yet come.
            }
        }
    }

    /// A message of a stream that the receiver has nothing to do with.
    void stray() {
        stray++;
    }

    /// A request has been answered.
    void answered(boolean ok, long nanos) {
        if (ok) {
            acked++;
        } else {
            refused++;
        }
        answerMicros.recordValue(Math.max(0, nanos / 1000));
    }

    /// A join with a past has been answered.
    ///
    /// @param whole whether its past is what it should be
    void joined(boolean whole, long nanos, int bytes) {
        if (!whole) {
            brokenHistories++;
        }
        joinBytes += bytes;
        joinMicros.recordValue(Math.max(0, nanos / 1000));
    }

    /// An event that is no message.
    void other() {
        others++;
    }

    void ping() {
        pings++;
    }

    /// Adds what another has counted.
    void add(Tally more) {
        deliveryMicros.add(more.deliveryMicros);
        farMicros.add(more.farMicros);
        answerMicros.add(more.answerMicros);
        joinMicros.add(more.joinMicros);
        joinBytes += more.joinBytes;
        brokenHistories += more.brokenHistories;
        deliveries += more.deliveries;
        deliveredBytes += more.deliveredBytes;
        overtaken += more.overtaken;
        repeated += more.repeated;
        stray += more.stray;
        acked += more.acked;
        refused += more.refused;
        others += more.others;
        pings += more.pings;
    }

    /// From when a message was to be sent until it was read in the same region, in microseconds.
    Histogram deliveryMicros() {
        return deliveryMicros;
    }

    /// From when a message was to be sent until it was read in another region, in microseconds.
    Histogram farMicros() {
        return farMicros;
    }

    /// From when a request was to be sent until its ack was read, in microseconds.
    Histogram answerMicros() {
        return answerMicros;
    }

    /// From when a join was to be sent until its ack was read, in microseconds.
    Histogram joinMicros() {
        return joinMicros;
    }

    long joins() {
        return joinMicros.getTotalCount();
    }

    /// The bytes of their acks.
    long joinBytes() {
        return joinBytes;
    }

    long brokenHistories() {
        return brokenHistories;
    }

    long deliveries() {
        return deliveries;
    }

    long deliveredBytes() {
        return deliveredBytes;
    }

    long overtaken() {
        return overtaken;
    }

    long repeated() {
        return repeated;
    }

    long strays() {
        return stray;
    }

    long acked() {
        return acked;
    }

    long refused() {
        return refused;
    }

    long others() {
        return others;
    }

    long pings() {
        return pings;
    }
}
