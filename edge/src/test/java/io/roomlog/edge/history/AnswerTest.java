package io.roomlog.edge.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.edge.room.RoomReader.Found;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final Viewer VIEWER = new Viewer("sid", "user:reader");
    private static final String MIMIC = "[\"e\",{\"_placeholder\":true,\"num\":0}]";
    private static final long AMPLE = 1_000_000;

    @Test
    void keepsLogOrderWhicheverEndIsAddedTo() {
        Answer answer = new Answer(10, AMPLE);
        assertThat(answer.addFirst(plain(5))).isTrue();
        assertThat(answer.addFirst(plain(4))).isTrue();
        assertThat(answer.addLast(plain(6))).isTrue();
        assertThat(offsets(answer)).containsExactly(4L, 5L, 6L);
    }

    @Test
    void isFullForGoodOnceSomethingDoesNotFit() {
        Answer answer = new Answer(2, AMPLE);
        answer.addLast(plain(1));
        answer.addLast(plain(2));
        assertThat(answer.addLast(plain(3))).isFalse();
        assertThat(answer.addFirst(plain(0))).isFalse();
        assertThat(offsets(answer)).containsExactly(1L, 2L);
    }

    @Test
    void takesOneMessageHoweverLarge() {
        Answer answer = new Answer(10, 100);
        assertThat(answer.addFirst(entry(1, "[\"e\",\"" + "x".repeat(1_000) + "\"]", 0)))
                .isTrue();
        assertThat(answer.addFirst(plain(0))).isFalse();
    }

    @Test
    void holdsNoMoreAttachmentsThanAPacketMay() {
        Answer answer = new Answer(10, AMPLE);
        assertThat(answer.addFirst(binary(3, 6))).isTrue();
        assertThat(answer.addFirst(binary(2, 4))).isTrue();
        assertThat(answer.addFirst(plain(1))).isTrue();
        assertThat(answer.addFirst(binary(0, 1))).isFalse();
    }

    @Test
    void keepsWhatLooksLikeAPlaceholderAndAttachmentsApart() {
        Answer attachmentFirst = new Answer(10, AMPLE);
        assertThat(attachmentFirst.addFirst(binary(3, 1))).isTrue();
        assertThat(attachmentFirst.addFirst(entry(2, MIMIC, 0))).isFalse();
        Answer mimicFirst = new Answer(10, AMPLE);
        assertThat(mimicFirst.addFirst(entry(3, MIMIC, 0))).isTrue();
        assertThat(mimicFirst.addFirst(entry(2, MIMIC, 0))).isTrue();
        assertThat(mimicFirst.addFirst(plain(1))).isTrue();
        assertThat(mimicFirst.addFirst(binary(0, 1))).isFalse();
    }

    @Test
    void addsOfAnOlderOneTheNewestThatFit() {
        Answer older = new Answer(3, AMPLE);
        LongStream.range(0, 3).forEach(offset -> older.addLast(plain(offset)));
        Answer answer = older.another();
        answer.addLast(plain(3));
        assertThat(answer.addFirst(older)).isFalse();
        assertThat(offsets(answer)).containsExactly(1L, 2L, 3L);
        Answer ample = new Answer(4, AMPLE);
        ample.addLast(plain(3));
        assertThat(ample.addFirst(older)).isTrue();
    }

    @Test
    void cutsWhatLiesAtOrBehindAnOffset() {
        Answer answer = new Answer(10, AMPLE);
        LongStream.range(0, 5).forEach(offset -> answer.addLast(plain(2 * offset)));
        answer.cut(5);
        assertThat(offsets(answer)).containsExactly(0L, 2L, 4L);
        answer.cut(0);
        assertThat(answer.isEmpty()).isTrue();
    }

    /// Whatever is trimmed away would not have fitted.
    @Test
    void trimsToWhatCouldBeToldNotToFit() {
        Deque<Entry> window = new ArrayDeque<>();
        LongStream.range(0, 20).forEach(offset -> window.addLast(plain(offset)));
        Answer byCount = new Answer(3, AMPLE);
        byCount.trim(window);
        assertThat(window).extracting(Entry::offset).containsExactly(16L, 17L, 18L, 19L);
        Answer byBytes = new Answer(100, 2 * plain(0).bytes());
        byBytes.trim(window);
        assertThat(window).extracting(Entry::offset).containsExactly(17L, 18L, 19L);
        window.descendingIterator().forEachRemaining(byBytes::addFirst);
        assertThat(offsets(byBytes)).containsExactly(18L, 19L);
        assertThat(byBytes.addFirst(plain(0))).isFalse();
    }

    @Test
    void hasNothingThatLiveDeliveryWouldNotHaveGiven() {
        RoomRecord event = RoomRecord.event(Bytes.utf8("[\"e\",1]"), List.of());
        assertThat(Entry.of(found(0, event), VIEWER)).isPresent();
        assertThat(Entry.of(found(0, event.withExcept(List.of("sid"))), VIEWER)).isEmpty();
        assertThat(Entry.of(found(0, event.withExcept(List.of("user:reader"))), VIEWER))
                .isEmpty();
        assertThat(Entry.of(found(0, event.withExcept(List.of("user:other"))), VIEWER))
                .isPresent();
        RoomRecord control = RoomRecord.control(event.value(), Optional.empty(), 0);
        assertThat(Entry.of(found(0, control), VIEWER)).isEmpty();
    }

    /// A record that its headers call an edge's own has not been parsed before.
    @Test
    void hasNothingThatIsNoEvent() {
        for (String value : List.of("[\"e\",]", "[]", "[1]", "[\"e\",{\"_placeholder\":true,\"num\":1}]")) {
            RoomRecord record = RoomRecord.event(Bytes.utf8(value), List.of(Bytes.utf8("x")));
            assertThat(Entry.of(found(0, record), VIEWER)).as(value).isEmpty();
        }
    }

    private static Entry plain(long offset) {
        return entry(offset, "[\"e\",1]", 0);
    }

    private static Entry binary(long offset, int attachments) {
        return entry(offset, "[\"e\"]", attachments);
    }

    private static Entry entry(long offset, String value, int attachments) {
        Bytes[] parts = new Bytes[attachments];
        Arrays.fill(parts, Bytes.utf8("x"));
        return Entry.of(found(offset, RoomRecord.event(Bytes.utf8(value), List.of(parts))), VIEWER)
                .orElseThrow();
    }

    private static Found found(long offset, RoomRecord record) {
        return new Found("room", offset, 0, record);
    }

    private static List<Long> offsets(Answer answer) {
        return answer.entries().stream().map(Entry::offset).toList();
    }
}
