package io.roomlog.router.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;

/// What is done with a record that the log does not take. One that is too large, as no edge writes it, is let go:
/// it must not stop the others. Made by Streams.
public final class UnsentRecords implements ProductionExceptionHandler {
    private static final Logger LOG = System.getLogger(UnsentRecords.class.getName());

    @Override
    public Response handleError(ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception failure) {
        if (failure instanceof RecordTooLargeException) {
            LOG.log(
                    Level.ERROR,
                    "a record is too large for the log, and lost there; it lies in topic={0} partition={1} offset={2}",
                    context.topic(),
                    Integer.toString(context.partition()),
                    Long.toString(context.offset()));
            return Response.resume();
        }
        return failure instanceof RetriableException ? Response.retry() : Response.fail();
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // there is nothing to set
    }
}
