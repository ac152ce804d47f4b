package io.roomlog.common.socketio;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import io.roomlog.common.bytes.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Writes JSON with binary values set aside as attachments, takes over what is JSON already, and refuses numbers that
/// JSON cannot say.
final class PlaceholderGenerator extends JsonGeneratorDelegate {
    private final List<Bytes> attachments;
    private final List<Arguments> withoutAttachments = new ArrayList<>();

    PlaceholderGenerator(JsonGenerator delegate, List<Bytes> attachments) {
        super(delegate, false);
        this.attachments = attachments;
    }

    /// Writes arguments as they came; their placeholders count on from the attachments before them.
    void writeArguments(Arguments arguments) throws IOException {
        if (attachments.size() + arguments.attachments().size() > SocketCodec.MAX_ATTACHMENTS) {
            throw tooMany();
        }
        if (arguments.attachments().isEmpty()) {
            withoutAttachments.add(arguments);
        }
        delegate.writeRawValue(
                PlaceholderFinder.renumbered(arguments, attachments.size()).utf8());
        attachments.addAll(arguments.attachments());
    }

    /// Whether arguments that were taken over have placeholders that would point to others' attachments.
    boolean isAmbiguous() {
        return !attachments.isEmpty() && withoutAttachments.stream().anyMatch(Arguments::mimicBinary);
    }

    private JsonGenerationException tooMany() {
        return new JsonGenerationException("more than " + SocketCodec.MAX_ATTACHMENTS + " attachments", this);
    }

    @Override
    public void writeBinary(Base64Variant variant, byte[] data, int offset, int length) throws IOException {
        if (attachments.size() == SocketCodec.MAX_ATTACHMENTS) {
            throw tooMany();
        }
        writeStartObject();
        writeBooleanField(Placeholders.MARK, true);
        writeNumberField(Placeholders.NUMBER, attachments.size());
        writeEndObject();
        attachments.add(Bytes.of(data, offset, offset + length));
    }

    @Override
    public void writeNumber(double value) throws IOException {
        if (!Double.isFinite(value)) {
            throw new JsonGenerationException(value + " is no JSON number", this);
        }
        super.writeNumber(value);
    }

    @Override
    public void writeNumber(float value) throws IOException {
        if (!Float.isFinite(value)) {
            throw new JsonGenerationException(value + " is no JSON number", this);
        }
        super.writeNumber(value);
    }

    @Override
    public void writeArray(double[] array, int offset, int length) throws IOException {
        writeStartArray();
        for (int i = offset; i < offset + length; i++) {
            writeNumber(array[i]);
        }
        writeEndArray();
    }
}
