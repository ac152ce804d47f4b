package io.roomlog.router.presence;

import io.roomlog.common.log.Origin;
import io.roomlog.common.log.OriginOffsets;
import io.roomlog.router.log.Progress;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/// The sessions of one region, as a task reads them: from the region's own log, or as a mirror brings them. For the
/// task's thread.
final class Inflow {
    private final String region;
    private final boolean mirrored;
    private final Progress progress;
    private final OriginOffsets had = new OriginOffsets();
    private long newestMs;

    Inflow(String region, boolean mirrored, Progress progress) {
        this.region = region;
        this.mirrored = mirrored;
        this.progress = progress;
    }

    String region() {
        return region;
    }

    boolean isMirrored() {
        return mirrored;
    }

    Progress progress() {
        return progress;
    }

    /// Where a record comes from, if it is a mirrored one of the region.
    Optional<Origin> origin(Headers headers) {
        return mirrored ? Origin.read(headers).filter(from -> from.region().equals(region)) : Optional.empty();
    }

    /// Whether a mirrored record has been had before: a mirror that has lost its place brings some twice.
    boolean isRepeated(Optional<Origin> origin) {
        return origin.isPresent() && !had.isAhead(origin.get());
    }

    /// A record has been had.
    void reach(Optional<Origin> origin) {
        origin.ifPresent(had::reach);
    }

    /// A record has this stamp.
    void heardAt(long stampMs) {
        newestMs = Math.max(newestMs, stampMs);
    }

    /// The newest stamp of the region: what it has not said by then it has not said in time. A mirror that lags makes
    /// nobody silent.
    long newestMs() {
        return newestMs;
    }
}
