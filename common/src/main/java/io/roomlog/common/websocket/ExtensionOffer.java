package io.roomlog.common.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An extension that a client offers in its handshake (RFC 6455, section 9.1).
///
/// @param name as the client spells it
/// @param parameters in their order, repeated ones too
public record ExtensionOffer(String name, List<Parameter> parameters) {
    /// A parameter of an extension.
    ///
    /// @param value empty where there is a name alone; a quoted one without its quotes
    public record Parameter(String name, Optional<String> value) {}

    /// Reads the value of a header `Sec-WebSocket-Extensions`.
    ///
    /// @return the offers, the preferred one first; empty if the header is malformed
    public static Optional<List<ExtensionOffer>> parse(String header) {
        return new Parser(header).list();
    }

    /// One pass over a header.
    private static final class Parser {
        private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Optional<List<ExtensionOffer>> list() {
            List<ExtensionOffer> offers = new ArrayList<>();
            do {
                skipSpace();
                // an element of a list may be empty (RFC 9110, section 5.6.1)
                if (at < text.length() && text.charAt(at) != ',') {
                    Optional<ExtensionOffer> offer = offer();
                    if (offer.isEmpty()) {
                        return Optional.empty();
                    }
                    offers.add(offer.get());
                }
            } while (skip(','));
            return at == text.length() ? Optional.of(offers) : Optional.empty();
        }

        private Optional<ExtensionOffer> offer() {
            String name = token();
            List<Parameter> parameters = new ArrayList<>();
            while (!name.isEmpty() && skip(';')) {
                Optional<Parameter> parameter = parameter();
                if (parameter.isEmpty()) {
                    return Optional.empty();
                }
                parameters.add(parameter.get());
            }
            return name.isEmpty() ? Optional.empty() : Optional.of(new ExtensionOffer(name, parameters));
        }

        private Optional<Parameter> parameter() {
            skipSpace();
            String name = token();
            if (name.isEmpty()) {
                return Optional.empty();
            }
            if (!skip('=')) {
                return Optional.of(new Parameter(name, Optional.empty()));
            }
            skipSpace();
            String value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
            return value.isEmpty() ? Optional.empty() : Optional.of(new Parameter(name, Optional.of(value)));
        }

        private String token() {
            int from = at;
            while (at < text.length() && isTokenCharacter(text.charAt(at))) {
                at++;
            }
            return text.substring(from, at);
        }

        /// What is quoted must be a token too, once its backslashes are gone; empty if it is not.
        private String quoted() {
            var value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\') {
                    at++;
                }
                if (at == text.length() || !isTokenCharacter(text.charAt(at))) {
                    return "";
                }
                value.append(text.charAt(at++));
            }
            return skip('"') ? value.toString() : "";
        }

        /// Skips a mark and the blanks before it, if it comes next.
        private boolean skip(char mark) {
            skipSpace();
            boolean found = at < text.length() && text.charAt(at) == mark;
            if (found) {
                at++;
            }
            return found;
        }

        private void skipSpace() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private static boolean isTokenCharacter(char c) {
            return (c >= '0' && c <= '9')
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || TOKEN_MARKS.indexOf(c) >= 0;
        }
    }
}
