package io.roomlog.deploy.jmh;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.bytes.Utf8Check;
import io.roomlog.common.websocket.FrameDecoder;
import io.roomlog.common.websocket.WebSocketMessage;
import org.openjdk.jmh.annotations.Benchmark;

/// What looks at each byte that a client sends, on 1 KB.
public class BytesBenchmark extends CodecBenchmark {
    private static final int BINARY = 2;

    private final Bytes ascii =
            Bytes.utf8("room for a bit of text, ".repeat(43)).slice(0, 1024);
    private final Bytes mixed = Bytes.utf8("Zwölf Größen, 房间里的消息 📨 ok".repeat(24));
    private final FrameDecoder decoder = new FrameDecoder(1_000_000);
    private final byte[] frame = Samples.frame(BINARY, ascii);

    /// UTF-8 of ASCII alone is checked, 8 bytes at a time.
    @Benchmark
    public boolean checkAscii() {
        return Utf8Check.isUtf8(ascii);
    }

    /// UTF-8 of characters of 1 to 4 bytes is checked.
    @Benchmark
    public boolean checkMixed() {
        return Utf8Check.isUtf8(mixed);
    }

    /// The mask is taken off a frame whose content nobody checks.
    @Benchmark
    public WebSocketMessage unmask() {
        return (WebSocketMessage.Binary) decoder.feed(frame, 0, frame.length).getFirst();
    }
}
