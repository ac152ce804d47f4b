package io.roomlog.deploy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.deploy.conformance.WireClient.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One case of the table: what a client sends, what it gets for it, and how the connection ends.
///
/// A case is numbered as the one of Autobahn's fuzzing client that asks the same; further ones stand behind those of
/// their kind.
final class WireCase {
    private static final int NORMAL = 1000;

    private final String number;
    private final String what;
    private final String headers;
    private final List<Exchange> exchanges = new ArrayList<>();
    private int closeCode = NORMAL;
    private boolean closesItself = true;

    /// What is sent, each array with a write of its own, and what comes back: pongs may overtake messages.
    private record Exchange(List<byte[]> sent, List<Expected> messages, List<Expected> pongs) {}

    private record Expected(int opcode, Bytes payload) {}

    private WireCase(String number, String what, String headers) {
        this.number = number;
        this.what = what;
        this.headers = headers;
    }

    static WireCase of(String number, String what) {
        return new WireCase(number, what, "");
    }

    /// A case on a connection on which permessage-deflate is agreed on.
    static WireCase compressed(String number, String what) {
        return new WireCase(number, what, "Sec-WebSocket-Extensions: permessage-deflate\n");
    }

    WireCase sends(byte[]... writes) {
        return sends(Arrays.asList(writes));
    }

    WireCase sends(List<byte[]> writes) {
        exchanges.add(new Exchange(writes, new ArrayList<>(), new ArrayList<>()));
        return this;
    }

    /// What was sent last is answered by a frame like this.
    WireCase gets(int opcode, byte[] payload) {
        Exchange last = exchanges.getLast();
        (opcode == Frames.PONG ? last.pongs() : last.messages()).add(new Expected(opcode, Bytes.of(payload)));
        return this;
    }

    /// Where the server has to close by itself, with this code.
    WireCase ends(int code) {
        closeCode = code;
        closesItself = false;
        return this;
    }

    String name() {
        return number + ' ' + what;
    }

    void run(int port) throws IOException {
        try (WireClient client = WireClient.open(port, headers)) {
            for (Exchange exchange : exchanges) {
                for (byte[] bytes : exchange.sent()) {
                    client.write(bytes);
                }
                check(client, exchange);
            }
            if (closesItself) {
                client.write(Frames.close(NORMAL));
            }
            Frame last = client.read();
            assertThat(last.opcode()).as("opcode of the last frame").isEqualTo(Frames.CLOSE);
            assertThat(last.closeCode()).as("close code").isEqualTo(closeCode);
            assertThat(client.hasEnded()).isTrue();
        }
    }

    private static void check(WireClient client, Exchange exchange) throws IOException {
        int pongs = 0;
        int messages = 0;
        while (messages < exchange.messages().size() || pongs < exchange.pongs().size()) {
            Frame frame = client.read();
            List<Expected> expected = frame.isMessage() ? exchange.messages() : exchange.pongs();
            int index = frame.isMessage() ? messages++ : pongs++;
            assertThat(index)
                    .as("frames that were not expected, the last one %s", frame)
                    .isLessThan(expected.size());
            assertThat(frame.opcode()).isEqualTo(expected.get(index).opcode());
            assertThat(frame.payload()).isEqualTo(expected.get(index).payload());
        }
    }
}
