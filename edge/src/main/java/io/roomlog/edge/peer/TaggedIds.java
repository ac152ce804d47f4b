package io.roomlog.edge.peer;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// Makes the ids of an edge's Engine.IO sessions. Each begins with the edge's tag, by which others know whose it is;
/// the rest is random, and known to its client alone. Thread-safe.
final class TaggedIds {
    private static final int TAG_BYTES = 6;
    private static final int TAG_LENGTH = 8;
    private static final int RANDOM_BYTES = 15;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{28}");

    private final SecureRandom random;
    private final String tag;

    TaggedIds(SecureRandom random) {
        this.random = random;
        this.tag = text(TAG_BYTES);
    }

    String tag() {
        return tag;
    }

    String next() {
        return tag + text(RANDOM_BYTES);
    }

    /// The tag of the edge that an id is of; empty where it is no id of an edge.
    static Optional<String> tagOf(String id) {
        return ID.matcher(id).matches() ? Optional.of(id.substring(0, TAG_LENGTH)) : Optional.empty();
    }

    private String text(int bytes) {
        byte[] id = new byte[bytes];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }
}
