package io.roomlog.deploy.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PrintableTest {
    @Test
    void nothingThatATerminalObeysIsLeft() {
        assertThat(Printable.of("a\u001b[2Jb\u009b31mc\rd\u0007\u007f"))
                .isEqualTo("a\\u001b[2Jb\\u009b31mc\\u000dd\\u0007\\u007f");
        assertThat(Printable.of("\u202egnp.exe\u2066\u200f")).isEqualTo("\\u202egnp.exe\\u2066\\u200f");
        assertThat(Printable.of("lone \ud83d surrogate")).isEqualTo("lone \\ud83d surrogate");
        assertThat(Printable.of("line\u2028separator")).isEqualTo("line\\u2028separator");
    }

    @Test
    void whatCanBeReadStays() {
        String text = "Grüße, 世界, 😀, é, \"\\n\"";
        assertThat(Printable.of(text)).isEqualTo(text);
    }

    @Test
    void wideCharactersTakeTwoColumnsAndMarksNone() {
        assertThat(Printable.width("abc")).isEqualTo(3);
        assertThat(Printable.width("世界")).isEqualTo(4);
        assertThat(Printable.width("😀")).isEqualTo(2);
        assertThat(Printable.width("e\u0301")).isEqualTo(1);
    }

    @Test
    void aCutTextTakesNoMoreThanItMay() {
        assertThat(Printable.cut("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Printable.cut("abcdef", 5)).isEqualTo("abcd…");
        assertThat(Printable.cut("世界世界", 6)).isEqualTo("世界…");
        assertThat(Printable.cut("😀😀", 3)).isEqualTo("😀…");
        assertThat(Printable.cut("abc", 1)).isEqualTo("…");
        assertThat(Printable.cut("abc", 0)).isEmpty();
    }

    @Test
    void columnsAreFilled() {
        assertThat(Printable.left("世", 4)).isEqualTo("世  ");
        assertThat(Printable.right("12", 4)).isEqualTo("  12");
        assertThat(Printable.right("12345", 4)).isEqualTo("123…");
    }
}
