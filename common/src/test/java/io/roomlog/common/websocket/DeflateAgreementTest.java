package io.roomlog.common.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateAgreementTest {
    private static final String ANSWER = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "PerMessage-Deflate",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate; client_max_window_bits=8",
                "permessage-deflate; client_max_window_bits=\"10\"",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits=15",
                "x-webkit-deflate-frame, permessage-deflate",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate",
                "permessage-deflate; unknown, permessage-deflate; client_max_window_bits"
            })
    void anOfferIsTakenWithoutContext(String header) {
        assertThat(answer(header)).contains(ANSWER);
    }

    @Test
    void theLargestWindowIsAgreedOn() {
        assertThat(answer("permessage-deflate; server_max_window_bits=15"))
                .contains(ANSWER + "; server_max_window_bits=15");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x-webkit-deflate-frame",
                "permessage-deflate; unknown",
                "permessage-deflate; Client_Max_Window_Bits",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_no_context_takeover=true",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=08",
                "permessage-deflate; client_max_window_bits=+9",
                "permessage-deflate; client_max_window_bits=many",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=14",
                "permessage-deflate; server_max_window_bits=16"
            })
    void otherOffersAreDeclined(String header) {
        assertThat(answer(header)).isEmpty();
    }

    private static Optional<String> answer(String header) {
        return DeflateAgreement.on(ExtensionOffer.parse(header).orElseThrow());
    }
}
