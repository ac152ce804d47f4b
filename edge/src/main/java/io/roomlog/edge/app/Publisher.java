package io.roomlog.edge.app;

import io.opentelemetry.api.trace.SpanKind;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.trace.Step;
import io.roomlog.common.trace.Tracing;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.room.RoomLog;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Appends what clients publish: to one room's partition, or to be spread over many. Thread-safe.
public final class Publisher {
    private final RoomLog log;
    private final Tracing tracing;

    public Publisher(RoomLog log, Tracing tracing) {
        this.log = log;
        this.tracing = tracing;
    }

    /// Who publishes.
    ///
    /// @param sid the socket's id
    /// @param traceparent of what asks for it
    record Origin(String namespace, String sid, String user, Optional<String> traceparent) {}

    /// What was kept.
    ///
    /// @param offset that stands for it; empty where it goes to several rooms
    record Kept(String id, Optional<String> offset) {}

    /// Appends it. Blocks only where it has an idempotency key of its own, to ask whether that was used long ago: so
    /// what somebody publishes one after the other is kept in that order.
    ///
    /// @param ownId its key where the publication has none
    /// @return completed when it is committed; else a [io.roomlog.edge.log.LogException]
    CompletableFuture<Kept> publish(Origin origin, Publication publication, String ownId) throws VerbException {
        String id = publication.id().orElse(ownId);
        if (publication.id().isPresent() && RoomRecord.isMadeBy(origin.sid(), id)) {
            throw VerbException.invalid("id must be your own, not one that begins with the socket's id and a dot");
        }
        Step step = tracing.begin("publish", SpanKind.PRODUCER, origin.traceparent())
                .with("roomlog.rooms", publication.rooms().size());
        RoomRecord record = RoomRecord.event(
                        publication.event().raw(), publication.event().attachments())
                .withExcept(publication.except())
                .from(origin.sid(), origin.user(), id)
                .tracedAs(step.traceparent());
        boolean given = publication.id().isPresent();
        CompletableFuture<Kept> kept = publication.room().isPresent()
                ? one(new RoomKey(origin.namespace(), publication.room().get()), record, given, id)
                : many(origin.namespace(), publication, record.asCopyOf(id), given, id);
        return switch (step) {
            case Step.Passing _ -> kept;
            case Step.Noted noted -> kept.whenComplete((done, failure) -> end(noted, failure));
        };
    }

    private static void end(Step step, @Nullable Throwable failure) {
        if (failure == null) {
            step.end();
        } else {
            step.fail(ErrorCode.of(LogException.of(failure)).text());
        }
    }

    private CompletableFuture<Kept> one(RoomKey room, RoomRecord record, boolean given, String id) {
        Optional<String> known = given ? log.known(room, record) : Optional.empty();
        return known.isPresent()
                ? CompletableFuture.completedFuture(new Kept(id, known))
                : log.append(room, record).thenApply(offset -> new Kept(id, Optional.of(offset)));
    }

    private CompletableFuture<Kept> many(
            String namespace, Publication publication, RoomRecord copy, boolean given, String id) {
        Kept kept = new Kept(id, Optional.empty());
        return given && log.isKnown(namespace, publication.rooms(), copy)
                ? CompletableFuture.completedFuture(kept)
                : log.appendWide(namespace, publication.rooms(), copy).thenApply(done -> kept);
    }
}
