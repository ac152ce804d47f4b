package io.roomlog.common.websocket;

import io.roomlog.common.websocket.ExtensionOffer.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Agrees with a client on permessage-deflate (RFC 7692, sections 5 and 7.1), on such terms that neither side keeps
/// anything from one message to the next.
///
/// Windows smaller than 32 KB are not made here: a client that asks for one of the server gets no compression.
public final class DeflateAgreement {
    private static final String NAME = "permessage-deflate";
    private static final String ANSWER = NAME + "; server_no_context_takeover; client_no_context_takeover";
    private static final String LARGEST_WINDOW = "15";

    private DeflateAgreement() {}

    /// Takes the first offer that can be taken.
    ///
    /// @return the value of the answer's `Sec-WebSocket-Extensions`; empty if there is no such offer
    public static Optional<String> on(List<ExtensionOffer> offers) {
        return offers.stream()
                .filter(offer -> offer.name().toLowerCase(Locale.ROOT).equals(NAME) && canBeTaken(offer.parameters()))
                .findFirst()
                .map(offer -> offer.parameters().stream()
                                .anyMatch(parameter -> parameter.name().equals("server_max_window_bits"))
                        ? ANSWER + "; server_max_window_bits=" + LARGEST_WINDOW
                        : ANSWER);
    }

    private static boolean canBeTaken(List<Parameter> parameters) {
        Set<String> names = new HashSet<>();
        return parameters.stream().allMatch(parameter -> names.add(parameter.name()) && canBeTaken(parameter));
    }

    private static boolean canBeTaken(Parameter parameter) {
        Optional<String> value = parameter.value();
        return switch (parameter.name()) {
            case "server_no_context_takeover", "client_no_context_takeover" -> value.isEmpty();
            case "server_max_window_bits" -> value.equals(Optional.of(LARGEST_WINDOW));
            case "client_max_window_bits" -> value.isEmpty() || value.get().matches("[89]|1[0-5]");
            default -> false;
        };
    }
}
