package io.roomlog.router.index;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Origin;
import io.roomlog.router.store.Numbers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// Where records of another region with an id lie.
///
/// @param first where the first comes from
/// @param last offset of the last in what is mirrored here: with it the sighting is forgotten
record ForeignSighting(Origin first, long last) {
    static ForeignSighting decode(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        long last = Numbers.read(in);
        long offset = Numbers.read(in);
        Epoch epoch = new Epoch(Numbers.read(in));
        String region = StandardCharsets.UTF_8.decode(in).toString();
        return new ForeignSighting(new Origin(region, epoch, offset, OptionalLong.empty()), last);
    }

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Numbers.write(out, last);
        Numbers.write(out, first.offset());
        Numbers.write(out, first.epoch().value());
        out.writeBytes(first.region().getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /// The same with one more of the region.
    ForeignSighting with(long later) {
        return new ForeignSighting(first, Math.max(last, later));
    }
}
