package io.roomlog.edge.auth;

/// Why a token is not taken.
public enum TokenProblem {
    MISSING("there is no token"),
    MALFORMED("the token is not a signed JWT with a user, an expiry and rights as they have to be"),
    ALGORITHM("the token's algorithm is not allowed"),
    UNKNOWN_KEY("the token is signed with an unknown key"),
    SIGNATURE("the token's signature is wrong"),
    EXPIRED("the token has expired"),
    NOT_YET_VALID("the token is not valid yet"),
    ISSUER("the token is of another issuer"),
    AUDIENCE("the token is for another audience"),
    /// Whether it is good cannot be said at the moment: the issuer's keys cannot be had.
    KEYS_UNAVAILABLE("the keys of the token's issuer cannot be had at the moment");

    private final String text;

    TokenProblem(String text) {
        this.text = text;
    }

    /// The problem in words, for whoever has brought the token.
    public String text() {
        return text;
    }
}
