package io.roomlog.common.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VarintTest {
    private static final long SEED = 20260103;

    @ParameterizedTest
    @CsvSource({
        "0,AA",
        "1,AQ",
        "127,fw",
        "128,gAE",
        "300,rAI",
        "16383,_38",
        "16384,gIAB",
        "9223372036854775807,__________9_"
    })
    void numbersAreWrittenAsUnsignedLeb128(long value, String text) {
        VarintWriter out = new VarintWriter();
        out.varint(value);
        assertThat(out.base64url()).isEqualTo(text);
        VarintReader in = VarintReader.base64url(text);
        assertThat(in.varint()).isEqualTo(value);
        assertThat(in.complete()).isTrue();
    }

    @Test
    void manyNumbersComeBack() {
        Random random = new Random(SEED);
        long[] values = random.longs(10_000)
                .map(value -> (value & Long.MAX_VALUE) >>> random.nextInt(63))
                .toArray();
        VarintWriter out = new VarintWriter();
        for (long value : values) {
            out.varint(value);
        }
        VarintReader in = VarintReader.base64url(out.base64url());
        for (long value : values) {
            assertThat(in.varint()).as("seed %d", SEED).isEqualTo(value);
        }
        assertThat(in.complete()).isTrue();
    }

    @Test
    void whatIsMissingReadsAsZeroAndFails() {
        VarintReader in = VarintReader.base64url("AQ");
        assertThat(in.varint()).isEqualTo(1);
        assertThat(in.failed()).isFalse();
        assertThat(in.varint()).isZero();
        assertThat(in.failed()).isTrue();
        assertThat(in.octet()).isZero();
        assertThat(in.complete()).isFalse();
    }

    @Test
    void whatIsLeftOverIsNotComplete() {
        VarintReader in = VarintReader.base64url("AQE");
        in.varint();
        assertThat(in.failed()).isFalse();
        assertThat(in.complete()).isFalse();
    }

    @Test
    void moreThan63BitsFail() {
        byte[] tooLong = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
        VarintReader in = VarintReader.base64url(Base64.getUrlEncoder().encodeToString(tooLong));
        assertThat(in.varint()).isZero();
        assertThat(in.failed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "AQ=", "AQ==", "A Q", "A+8", "A/8", "AQ\n", "é", "\u4e00\u4e00", "AR", "AAB"})
    void aTextThatNoWriterWritesFails(String text) {
        VarintReader in = VarintReader.base64url(text);
        assertThat(in.octet()).isZero();
        assertThat(in.failed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gAA", "_wA", "gIAA"})
    void aNumberThatIsNotInItsShortestFormFails(String text) {
        VarintReader in = VarintReader.base64url(text);
        assertThat(in.varint()).isZero();
        assertThat(in.failed()).isTrue();
    }
}
