package io.roomlog.mirror;

/// What is mirrored from one region to another.
///
/// @param source the region that records come from
/// @param target the region that they go to
public record Flow(String source, String target) {
    /// As MirrorMaker writes it in names of settings.
    @Override
    public String toString() {
        return source + "->" + target;
    }
}
