package io.roomlog.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestsTest {
    private final Requests requests = new Requests();

    @Test
    void everyRequestIsAnsweredOnceHoweverManyWaitAndInWhateverOrder() {
        SplittableRandom random = new SplittableRandom(7);
        Map<Integer, Request> waiting = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(10) < 6 || waiting.isEmpty()) {
                Request request = request();
                assertThat(waiting.put(requests.begin(request), request)).isNull();
            } else {
                int id = waiting.keySet().stream()
                        .skip(random.nextInt(waiting.size()))
                        .findFirst()
                        .orElseThrow();
                assertThat(requests.take(id)).isSameAs(waiting.remove(id));
                assertThat(requests.take(id)).isNull();
            }
        }
        waiting.forEach((id, request) -> assertThat(requests.take(id)).isSameAs(request));
    }

    @Test
    void numbersThatWereNeverSentAreAnsweredByNobody() {
        assertThat(requests.take(0)).isNull();
        assertThat(requests.begin(request())).isZero();
        assertThat(requests.take(4)).isNull();
        assertThat(requests.take(-4)).isNull();
    }

    @Test
    void aNewConnectionBeginsAnew() {
        requests.begin(request());
        requests.begin(request());
        requests.clear();
        assertThat(requests.take(0)).isNull();
        assertThat(requests.begin(request())).isZero();
    }

    private static Request request() {
        return new Request() {
            @Override
            public void answered(boolean ok, ByteBuffer buffer, int from, int to) {}
        };
    }
}
