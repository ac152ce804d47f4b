package io.roomlog.deploy.conformance;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// RFC 6455 and RFC 7692, case by case, over TCP against an edge: the table of Autobahn's fuzzing client.
///
/// Messages carry Engine.IO's type `4` before their text, and come back from an application that echoes.
@Timeout(60)
class WebSocketCasesIT {
    @RegisterExtension
    static final EchoEdge EDGE = new EchoEdge();

    private static Stream<Arguments> cases() {
        return Stream.of(
                        FramingCases.framing(),
                        FramingCases.pings(),
                        FramingCases.reservedBits(),
                        FramingCases.opcodes(),
                        FramingCases.fragments(),
                        Utf8Cases.cases(),
                        CloseCases.cases(),
                        SizeCases.cases(Profile.MAX_PAYLOAD),
                        DeflateCases.messages(),
                        DeflateCases.rules(Profile.MAX_PAYLOAD))
                .flatMap(List::stream)
                .map(one -> Arguments.argumentSet(one.name(), one));
    }

    @ParameterizedTest(name = "{argumentSetName}")
    @MethodSource("cases")
    void endsAsTheTableSays(WireCase one) throws Exception {
        one.run(EDGE.port());
    }
}
