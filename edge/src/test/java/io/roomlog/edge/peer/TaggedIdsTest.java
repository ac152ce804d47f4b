package io.roomlog.edge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaggedIdsTest {
    private final TaggedIds ids = new TaggedIds(new SecureRandom());

    @Test
    void eachBeginsWithTheTagAndNoTwoAreTheSame() {
        assertThat(Stream.generate(ids::next).limit(1_000))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(TaggedIds.tagOf(id)).contains(ids.tag()))
                .allSatisfy(id -> assertThat(id).hasSize(28));
    }

    @Test
    void eachEdgeHasATagOfItsOwn() {
        assertThat(new TaggedIds(new SecureRandom()).tag()).isNotEqualTo(ids.tag());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AAAAAAAA",
                "__proto__",
                "AAAAAAAAaaaaaaaaaaaaaaaaaaa",
                "AAAAAAAAaaaaaaaaaaaaaaaaaaaaa",
                "AAAAAAA+aaaaaaaaaaaaaaaaaaaa",
                "AAAAAAAAaaaaaaaaaaaaaaaaaaa\n",
                "AAAAAAAAaaaaaaaaaaaaaaaaaaaa\n",
                "AAAAAAAA\u00e4aaaaaaaaaaaaaaaaaaa"
            })
    void whatIsNoIdHasNoTag(String text) {
        assertThat(TaggedIds.tagOf(text)).isEmpty();
    }
}
