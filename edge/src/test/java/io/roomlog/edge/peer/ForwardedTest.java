package io.roomlog.edge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedTest {
    private static final String SID = "AAAAAAAAaaaaaaaaaaaaaaaaaaaa";

    private final PeerKey key = PeerKey.random(new SecureRandom());
    private final Forwarded told = new Forwarded("GET", "2001:db8::1");

    @Test
    void isReadByWhoHasTheKey() {
        PeerKey asTheLeaseTellsIt = PeerKey.of(key.text()).orElseThrow();
        assertThat(Forwarded.read(told.header(SID, asTheLeaseTellsIt), SID, key))
                .contains(told);
        Forwarded nowhere = new Forwarded("POST", "");
        assertThat(Forwarded.read(nowhere.header(SID, key), SID, key)).contains(nowhere);
    }

    @Test
    void holdsForThatRequestAlone() {
        String header = told.header(SID, key);
        assertThat(Forwarded.read(header, "BAAAAAAAaaaaaaaaaaaaaaaaaaaa", key)).isEmpty();
        assertThat(Forwarded.read(header, SID, PeerKey.random(new SecureRandom())))
                .isEmpty();
        assertThat(Forwarded.read(header.replace("GET", "POST"), SID, key)).isEmpty();
        assertThat(Forwarded.read(header.replace("::1", "::2"), SID, key)).isEmpty();
        assertThat(Forwarded.read(header.substring(0, header.length() - 1), SID, key))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "  ", "GET", "GET 1.1.1.1", "GET 1.1.1.1 ", "GET 1.1.1.1 x", "GET 1.1.1.1 x y"})
    void withoutAProofIsNothing(String header) {
        assertThat(Forwarded.read(header, SID, key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "no base64!"})
    void aLeaseMayTellAnythingAsAKey(String text) {
        assertThat(PeerKey.of(text)).isEmpty();
    }
}
