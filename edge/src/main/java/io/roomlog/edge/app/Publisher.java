package io.roomlog.edge.app;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.edge.room.RoomLog;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Appends what clients publish: to one room's partition, or to be spread over many. Thread-safe.
final class Publisher {
    private final RoomLog log;

    Publisher(RoomLog log) {
        this.log = log;
    }

    /// Who publishes.
    ///
    /// @param sid the socket's id
    record Origin(String namespace, String sid, String user) {}

    /// What was kept.
    ///
    /// @param offset that stands for it; empty where it goes to several rooms
    record Kept(String id, Optional<String> offset) {}

    /// Appends it. Blocks only where it has an idempotency key of its own, to ask whether that was used long ago: so
    /// what
    /// somebody publishes one after the other is kept in that order.
    ///
    /// @param ownId its key where the publication has none
    /// @return completed when it is committed; else a [io.roomlog.edge.log.LogException]
    CompletableFuture<Kept> publish(Origin origin, Publication publication, String ownId) throws VerbException {
        String id = publication.id().orElse(ownId);
        if (publication.id().isPresent() && RoomRecord.isMadeBy(origin.sid(), id)) {
            throw VerbException.invalid("id must be your own, not one that begins with the socket's id and a dot");
        }
        RoomRecord record = RoomRecord.event(
                        publication.event().raw(), publication.event().attachments())
                .withExcept(publication.except())
                .from(origin.sid(), origin.user(), id);
        RoomKey first = new RoomKey(origin.namespace(), publication.rooms().getFirst());
        boolean wide = publication.room().isEmpty();
        RoomRecord kept = wide ? record.asCopyOf(id) : record;
        Optional<String> known = publication.id().flatMap(given -> log.known(first, kept));
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(new Kept(id, wide ? Optional.empty() : known));
        }
        return wide
                ? log.appendWide(origin.namespace(), publication.rooms(), kept)
                        .thenApply(done -> new Kept(id, Optional.empty()))
                : log.append(first, kept).thenApply(offset -> new Kept(id, Optional.of(offset)));
    }
}
