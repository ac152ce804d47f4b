package io.roomlog.deploy.prove;

import io.roomlog.common.log.RoomKey;
import io.roomlog.deploy.prove.Violation.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Holds one stay against the log of its room.
///
/// Due is, of what was appended in each region, what stands in its log from the join's place, or from the first message
/// that came where a join had to be sent more than once, to the last that came; in a room that was not left, to the
/// room's final message. Each of these once and in order, unless a gap says that it cannot be had. (Where in the log a
/// leave takes effect, nobody is told.)
final class StayJudge {
    private final Judge judge;
    private final Recording recording;
    private final Stay stay;
    private final List<LineJudge> lines;

    StayJudge(Judge judge, Recording recording, Stay stay) {
        this.judge = judge;
        this.recording = recording;
        this.stay = stay;
        this.lines = judge.log(stay.room()).stream()
                .map(line -> new LineJudge(this, stay, line))
                .toList();
    }

    /// Tells the judge what is wrong, and returns how many messages are missing that a gap covers.
    int judge() {
        for (Delivery delivery : stay.deliveries()) {
            Optional<LineJudge> its = lines.stream()
                    .filter(line -> line.isAt(delivery))
                    .findFirst()
                    .or(() -> lines.stream().filter(line -> line.has(delivery)).findFirst());
            if (its.isPresent()) {
                its.get().take(delivery);
            } else {
                judge.add(Kind.PHANTOM, recording, 1, describe(delivery) + ", which is not in the log");
            }
        }
        return lines.stream().mapToInt(LineJudge::judgeMissing).sum();
    }

    // ---- for the judges of the lines

    boolean hadWide(long number) {
        return recording.hadWide(number, stay.life());
    }

    /// The messages up to which everything is due to who is in the room at the end.
    Set<Long> finals() {
        return judge.finals(stay.room());
    }

    void add(Kind kind, Delivery delivery, long offset, String what) {
        judge.add(kind, recording, 1, describe(delivery) + " at offset " + offset + " " + what);
    }

    void lost(int count, String which, String around) {
        judge.add(
                Kind.LOST,
                recording,
                count,
                "has not got " + which + " of room " + place() + "; " + around + "; joined at "
                        + stay.joinedAt().map(Object::toString).orElse("nowhere")
                        + (stay.isBeingLeft() ? ", left" : ""));
    }

    String came(Delivery delivery) {
        return "#" + delivery.number() + " " + judge.at(recording, delivery);
    }

    private String describe(Delivery delivery) {
        return "got #" + delivery.number() + " of room " + place() + " " + judge.at(recording, delivery);
    }

    private String place() {
        return stay.room() + " (partition "
                + new RoomKey(RoomKey.DEFAULT_NAMESPACE, stay.room()).partition(Cluster.PARTITIONS) + ", life "
                + stay.life() + ")";
    }
}
