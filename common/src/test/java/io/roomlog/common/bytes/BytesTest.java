package io.roomlog.common.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BytesTest {
    private static final Bytes HELLO = Bytes.utf8("xhellox").slice(1, 6);

    @Test
    void viewsOfTheSameContentAreEqualWhereverTheyStand() {
        assertThat(HELLO).isEqualTo(Bytes.utf8("hello")).hasSameHashCodeAs(Bytes.utf8("hello"));
        assertThat(HELLO).isNotEqualTo(Bytes.utf8("hellO")).isNotEqualTo(Bytes.utf8("hell"));
        assertThat(HELLO.slice(2, 2)).isSameAs(Bytes.EMPTY);
    }

    @Test
    void slicesShareTheArray() {
        assertThat(HELLO.slice(1, 3).utf8()).isEqualTo("el");
        assertThat(HELLO.slice(1).array()).isSameAs(HELLO.array());
        assertThat(HELLO.slice(1).offset()).isEqualTo(2);
        assertThat(HELLO.slice(0)).isSameAs(HELLO);
    }

    @Test
    void copiesLeaveTheViewAlone() {
        byte[] copy = HELLO.toArray();
        copy[0] = 'j';
        assertThat(HELLO.utf8()).isEqualTo("hello");
        byte[] dest = new byte[7];
        HELLO.copyTo(dest, 2);
        assertThat(dest).containsExactly(0, 0, 'h', 'e', 'l', 'l', 'o');
    }

    @Test
    void nothingOutsideTheViewIsReachable() {
        assertThatThrownBy(() -> HELLO.at(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> HELLO.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> HELLO.slice(0, 6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> HELLO.slice(3, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.of(new byte[3], 1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void textOfItNeverShowsThePayload() {
        assertThat(HELLO).hasToString("Bytes[5]");
    }
}
