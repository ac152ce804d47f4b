package io.roomlog.common.socketio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.socketio.Parsed.Invalid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes values as [Arguments#of] says.
final class ArgumentsWriter {
    private ArgumentsWriter() {}

    static Arguments write(@Nullable Object[] values) {
        try {
            return encode(values);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON", e);
        }
    }

    private static Arguments encode(@Nullable Object[] values) throws IOException {
        List<Bytes> attachments = new ArrayList<>();
        try (var out = new ByteArrayBuilder()) {
            try (PlaceholderGenerator generator =
                    new PlaceholderGenerator(Json.mapper().getFactory().createGenerator(out), attachments)) {
                generator.writeStartArray();
                for (Object value : values) {
                    Json.mapper().writeValue(generator, value);
                }
                generator.writeEndArray();
                if (generator.isAmbiguous()) {
                    throw new IllegalArgumentException("a placeholder of arguments without attachments");
                }
            }
            return switch (ArgumentsParser.parseWritten(Bytes.of(out.toByteArray()), attachments)) {
                case Arguments arguments -> arguments;
                case Invalid(String reason) -> throw new IllegalArgumentException(reason);
            };
        }
    }
}
