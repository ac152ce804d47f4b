package io.roomlog.common.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final long SEED = 20260104;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static final long REALISTIC_OFFSET = 1_000_000_000;
    private static final int MAX_PARTITIONS = 10_000;
    private static final int THREE_PARTITIONS_CHARS = 79;
    private static final int FURTHER_PARTITION_CHARS = 10;

    private static final Epoch EPOCH = new Epoch(0xABCD_EF01_2345L);
    private static final Cursor VALID = new Cursor(
            new CursorHead(List.of(EPOCH), Optional.of(new SessionPointer(0, 13, 987_654_321))),
            PositionVector.of(0, Map.of(3, 300L, 17, REALISTIC_OFFSET, 63, 5L)));

    // octets of a vector: origin, count, then distance and offset of each
    private static final byte[] NO_ENTRIES = {0, 0};
    private static final byte[] ORIGIN_TWICE = {0, 1, 5, 9, 0, 1, 6, 9};
    private static final byte[] ORIGIN_WITHOUT_EPOCH = {1, 1, 5, 9};
    private static final byte[] COUNT_TOO_HIGH = {0, 2, 5, 9};
    private static final byte[] COUNT_TOO_LOW = {0, 1, 5, 9, 0, 9};
    private static final byte[] COUNT_OF_63_BITS = {0, -1, -1, -1, -1, -1, -1, -1, -1, 127, 5, 9};
    private static final byte[] DISTANCE_OF_63_BITS = {0, 2, 5, 9, -1, -1, -1, -1, -1, -1, -1, -1, 127, 9};
    private static final byte[] PARTITION_BEYOND_31_BITS = {0, 2, 0, 9, -1, -1, -1, -1, 7, 9};
    private static final byte[] OFFSET_OF_64_BITS = {0, 1, 5, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};

    @Test
    void randomCursorsComeBack() {
        Random random = new Random(SEED);
        for (int n = 0; n < 2_000; n++) {
            Cursor cursor = random(random);
            assertThat(Cursor.decode(cursor.encode())).as("seed %d", SEED).contains(cursor);
        }
    }

    @Test
    void anEmptyVectorAndNoPointerAreACursor() {
        Cursor cursor = new Cursor(new CursorHead(List.of(EPOCH), Optional.empty()), PositionVector.EMPTY);
        assertThat(Cursor.decode(cursor.encode())).contains(cursor);
    }

    @Test
    void offsetsOf63BitsComeBack() {
        Cursor cursor = new Cursor(
                new CursorHead(List.of(EPOCH), Optional.of(new SessionPointer(0, Integer.MAX_VALUE, Long.MAX_VALUE))),
                PositionVector.of(0, Map.of(0, Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE)));
        assertThat(Cursor.decode(cursor.encode())).contains(cursor);
        assertThat(cursor.vector().next(0, Integer.MAX_VALUE)).isEqualTo(OptionalLong.of(Long.MAX_VALUE));
    }

    @Test
    void isNoLongerThanItsBound() {
        Random random = new Random(SEED);
        for (int n = 0; n < 2_000; n++) {
            TreeMap<Integer, Long> positions = new TreeMap<>();
            while (positions.size() < 3) {
                positions.put(random.nextInt(MAX_PARTITIONS), REALISTIC_OFFSET - random.nextInt(100_000));
            }
            CursorHead head = new CursorHead(
                    List.of(EPOCH),
                    Optional.of(new SessionPointer(0, random.nextInt(MAX_PARTITIONS), REALISTIC_OFFSET)));
            int length = length(head, positions);
            assertThat(length).isLessThanOrEqualTo(THREE_PARTITIONS_CHARS);
            for (int more = 0; more < 50; more++) {
                positions.put(random.nextInt(MAX_PARTITIONS), REALISTIC_OFFSET);
                int longer = length(head, positions);
                assertThat(longer - length).isLessThanOrEqualTo(FURTHER_PARTITION_CHARS);
                length = longer;
            }
        }
    }

    private static int length(CursorHead head, Map<Integer, Long> positions) {
        return new Cursor(head, PositionVector.of(0, positions)).encode().length();
    }

    @Test
    void everyTruncationIsAnotherCursorOrNone() {
        String text = VALID.encode();
        for (int end = 0; end < text.length(); end++) {
            requireAnotherOrNone(text.substring(0, end));
            requireAnotherOrNone(text.substring(end + 1));
        }
    }

    @Test
    void everyChangedCharacterMakesAnotherCursorOrNone() {
        String text = VALID.encode();
        for (int at = 0; at < text.length(); at++) {
            for (char c : (ALPHABET + ".=+/ \n\0\u00e9\u4e00").toCharArray()) {
                if (text.charAt(at) != c) {
                    requireAnotherOrNone(text.substring(0, at) + c + text.substring(at + 1));
                }
            }
        }
    }

    @Test
    void anAdditionalCharacterMakesAnotherCursorOrNone() {
        String text = VALID.encode();
        for (int at = 0; at <= text.length(); at++) {
            for (char c : (ALPHABET + ".= ").toCharArray()) {
                requireAnotherOrNone(text.substring(0, at) + c + text.substring(at));
            }
        }
    }

    /// What is read is written back the same: there is one text for each cursor.
    private static void requireAnotherOrNone(String text) {
        Optional<Cursor> read = Cursor.decode(text);
        assertThat(read).isNotEqualTo(Optional.of(VALID));
        read.ifPresent(cursor -> assertThat(cursor.encode()).isEqualTo(text));
    }

    @Test
    void garbageIsNone() {
        Random random = new Random(SEED);
        for (int n = 0; n < 20_000; n++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(60);
            int dot = random.nextInt(1 + length);
            for (int i = 0; i < length; i++) {
                text.append(i == dot ? '.' : ALPHABET.charAt(random.nextInt(64)));
            }
            Cursor.decode(text.toString())
                    .ifPresent(cursor ->
                            assertThat(cursor.encode()).as("seed %d", SEED).isEqualTo(text.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "EQ", "EQ.", ".AA", "\u0000", "1700000000000-0", "null", "{}"})
    void othersOffsetsAreNone(String text) {
        assertThat(Cursor.decode(text)).isEmpty();
    }

    @Test
    void anotherVersionIsNone() {
        for (int version = 0; version < 16; version++) {
            byte[] head = Base64.getUrlDecoder().decode(VALID.head().encode());
            head[0] = (byte) (version << 4 | 1);
            Optional<Cursor> read =
                    Cursor.decode(text(head) + '.' + VALID.vector().encode());
            assertThat(read.isPresent()).as("version %d", version).isEqualTo(version == 1);
        }
    }

    @Test
    void aMessageLiesNeitherBeforeNorBehindItself() {
        Cursor message = new Cursor(CursorHead.ofMessage(List.of(EPOCH)), PositionVector.of(0, Map.of(3, 8L)));
        Cursor place = new Cursor(new CursorHead(List.of(EPOCH), Optional.empty()), message.vector());
        assertThat(message.vector().next(0, 3)).hasValue(8);
        assertThat(message.before(0, 3)).hasValue(7);
        assertThat(place.before(0, 3)).hasValue(8);
        assertThat(message.before(0, 4)).isEmpty();
        assertThat(Cursor.decode(message.encode())).contains(message);
        assertThat(message.encode()).isNotEqualTo(place.encode());
    }

    @Test
    void aMessageAtNoOffsetHasNothingBeforeIt() {
        Cursor message = new Cursor(CursorHead.ofMessage(List.of(EPOCH)), PositionVector.of(0, Map.of(3, 0L)));
        assertThat(message.before(0, 3)).hasValue(0);
    }

    @Test
    void aMessageAmongThoseOfSeveralOriginsIsOfTheFirst() {
        CursorHead head = CursorHead.ofMessage(List.of(EPOCH, new Epoch(77)));
        Cursor message = new Cursor(
                head, PositionVector.of(Map.of(PositionVector.slot(0, 3), 8L, PositionVector.slot(1, 3), 20L)));
        assertThat(message.before(0, 3)).hasValue(7);
        assertThat(message.before(1, 3)).hasValue(20);
        assertThat(Cursor.decode(message.encode())).contains(message);
    }

    @Test
    void aMessageWithASessionIsNone() {
        byte[] head = Base64.getUrlDecoder().decode(VALID.head().encode());
        head[0] |= (byte) 0x80;
        assertThat(Cursor.decode(text(head) + '.' + VALID.vector().encode())).isEmpty();
        assertThatThrownBy(() -> new CursorHead(List.of(EPOCH), VALID.head().session(), true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHeadOfNoEpochOrOneTooFewIsNone() {
        byte[] head = Base64.getUrlDecoder().decode(VALID.head().encode());
        for (int count = 0; count < 16; count++) {
            head[0] = (byte) (1 << 4 | count);
            Optional<Cursor> read =
                    Cursor.decode(text(head) + '.' + VALID.vector().encode());
            assertThat(read.isPresent()).as("epochs %d", count).isEqualTo(count == 1);
        }
        assertThatThrownBy(() -> new CursorHead(List.of(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CursorHead(Collections.nCopies(16, EPOCH), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPointerIntoARegionThatIsNotThereIsNone() {
        CursorHead head = new CursorHead(List.of(EPOCH), Optional.of(new SessionPointer(1, 0, 0)));
        assertThat(CursorHead.decode(head.encode())).isEmpty();
    }

    @Test
    void malformedVectorsAreNone() {
        List<byte[]> malformed = List.of(
                NO_ENTRIES,
                ORIGIN_TWICE,
                ORIGIN_WITHOUT_EPOCH,
                COUNT_TOO_HIGH,
                COUNT_TOO_LOW,
                COUNT_OF_63_BITS,
                DISTANCE_OF_63_BITS,
                PARTITION_BEYOND_31_BITS,
                OFFSET_OF_64_BITS);
        for (byte[] octets : malformed) {
            assertThat(PositionVector.decode(text(octets), 1)).isEmpty();
        }
    }

    @Test
    void originsOutOfOrderAreNone() {
        byte[] ordered = {0, 1, 5, 9, 1, 1, 6, 9};
        byte[] unordered = {1, 1, 6, 9, 0, 1, 5, 9};
        assertThat(PositionVector.decode(text(ordered), 2)).isPresent();
        assertThat(PositionVector.decode(text(unordered), 2)).isEmpty();
    }

    @Test
    void noMoreEntriesAreTakenThanMay() {
        assertThat(PositionVector.decode(vector(PositionVector.MAX_ENTRIES).encode(), 1))
                .contains(vector(PositionVector.MAX_ENTRIES));
        assertThat(PositionVector.decode(vector(PositionVector.MAX_ENTRIES + 1).encode(), 1))
                .isEmpty();
    }

    @Test
    void whatIsTooLongIsNotLookedAt() {
        String text = "A".repeat(Cursor.MAX_LENGTH) + ".A";
        assertThat(Cursor.decode(text)).isEmpty();
    }

    @Test
    void theVectorOfSomePartitionsTakesTheirPositionsOnly() {
        Slots slots = new Slots(2, 2);
        PositionVector vector = PositionVector.of(slots, new int[] {1, 2}, new long[] {10, 11, 12, 13});
        assertThat(vector).isEqualTo(PositionVector.of(slots, Map.of(1, 11L, 2, 12L)));
        assertThat(vector.next(0, 1)).hasValue(11);
        assertThat(vector.next(1, 0)).hasValue(12);
        assertThat(vector.next(0, 0)).isEmpty();
        assertThat(vector.next(1, 1)).isEmpty();
    }

    private static PositionVector vector(int entries) {
        Map<Integer, Long> positions = new TreeMap<>();
        for (int i = 0; i < entries; i++) {
            positions.put(i, (long) i);
        }
        return PositionVector.of(0, positions);
    }

    private static Cursor random(Random random) {
        List<Epoch> epochs = new ArrayList<>();
        int origins = 1 + random.nextInt(CursorHead.MAX_ORIGINS - 1);
        for (int i = 0; i < origins; i++) {
            epochs.add(new Epoch(random.nextLong() >>> 16));
        }
        Map<Long, Long> positions = new TreeMap<>();
        int entries = random.nextInt(12);
        for (int i = 0; i < entries; i++) {
            int partition = random.nextInt() >>> (1 + random.nextInt(31));
            positions.put(PositionVector.slot(random.nextInt(origins), partition), offset(random));
        }
        Optional<SessionPointer> session = random.nextBoolean()
                ? Optional.empty()
                : Optional.of(
                        new SessionPointer(random.nextInt(origins), random.nextInt(MAX_PARTITIONS), offset(random)));
        boolean message = session.isEmpty() && random.nextBoolean();
        return new Cursor(new CursorHead(epochs, session, message), PositionVector.of(positions));
    }

    private static long offset(Random random) {
        return random.nextLong() >>> (1 + random.nextInt(63));
    }

    private static String text(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
