package io.roomlog.edge.rights;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a token's claim `rooms` allows: for each action the rooms' patterns. Immutable.
///
/// A pattern is a room's name; with `*` at its end it stands for all names that begin like it. The same names count in
/// every namespace. An action that the claim does not name is not allowed; actions of other programs are ignored.
public final class Rights {
    /// No claim: what that allows is configured.
    public static final Rights UNSTATED = new Rights(Map.of(), false);

    private static final String REST = "*";

    private final Map<RoomAction, List<String>> patterns;
    private final boolean stated;

    private Rights(Map<RoomAction, List<String>> patterns, boolean stated) {
        this.patterns = Map.copyOf(patterns);
        this.stated = stated;
    }

    /// Reads the claim, an object from action to an array of patterns.
    ///
    /// @param claim null where the token has none
    /// @return empty if it is not written as it has to be
    public static Optional<Rights> of(@Nullable Object claim) {
        if (claim == null) {
            return Optional.of(UNSTATED);
        }
        if (!(claim instanceof Map<?, ?> object)) {
            return Optional.empty();
        }
        Map<RoomAction, List<String>> patterns = new EnumMap<>(RoomAction.class);
        for (RoomAction action : RoomAction.values()) {
            Object listed = object.get(action.text());
            Optional<List<String>> texts = listed == null ? Optional.of(List.of()) : texts(listed);
            if (texts.isEmpty()) {
                return Optional.empty();
            }
            patterns.put(action, texts.get());
        }
        return Optional.of(new Rights(patterns, true));
    }

    private static Optional<List<String>> texts(Object listed) {
        if (!(listed instanceof List<?> array)) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>(array.size());
        for (Object element : array) {
            if (!(element instanceof String text)) {
                return Optional.empty();
            }
            texts.add(text);
        }
        return Optional.of(List.copyOf(texts));
    }

    /// Whether the token has the claim.
    public boolean areStated() {
        return stated;
    }

    /// Whether the claim allows an action in a room.
    public boolean permit(RoomAction action, String room) {
        for (String pattern : patterns.getOrDefault(action, List.of())) {
            if (pattern.endsWith(REST)
                    ? room.regionMatches(0, pattern, 0, pattern.length() - 1)
                    : room.equals(pattern)) {
                return true;
            }
        }
        return false;
    }
}
