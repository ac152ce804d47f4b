package io.roomlog.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomKeyTest {
    private static final long SEED = 20260105;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/      | chat       | chat",
                "/      | /chat      | /,/chat",
                "/      | /a,b       | /,/a,b",
                "/      | a,b        | a,b",
                "/      | ,          | ,",
                "/      | /          | /,/",
                "/      | ''         | ''",
                "/      | zimmer-äß€ | zimmer-äß€",
                "/admin | chat       | /admin,chat",
                "/admin | /chat      | /admin,/chat",
                "/admin | a,b        | /admin,a,b",
                "/admin | ''         | /admin,",
            })
    void keyOfARoom(String namespace, String room, String key) {
        RoomKey known = new RoomKey(namespace, room);
        assertThat(known.text()).isEqualTo(key);
        assertThat(known.bytes()).isEqualTo(key.getBytes(StandardCharsets.UTF_8));
        assertThat(RoomKey.parse(key)).isEqualTo(known);
    }

    @Test
    void noTwoRoomsHaveTheSameKey() {
        Random random = new Random(SEED);
        String[] namespaces = {"/", "/a", "/a/b"};
        for (int n = 0; n < 20_000; n++) {
            StringBuilder room = new StringBuilder();
            int length = random.nextInt(6);
            for (int i = 0; i < length; i++) {
                room.append("/,ab".charAt(random.nextInt(4)));
            }
            RoomKey key = new RoomKey(namespaces[random.nextInt(3)], room.toString());
            assertThat(RoomKey.parse(key.text())).as("seed %d", SEED).isEqualTo(key);
        }
    }

    /// The hashes are those of Kafka's own `UtilsTest`.
    @ParameterizedTest
    @CsvSource({
        "21, -973932308",
        "foobar, -790332482",
        "a-little-bit-long-string, -985981536",
        "a-little-bit-longer-string, -1486304829",
        "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8, -58897971"
    })
    void partitionIsThatOfKafkasDefaultPartitioner(String room, int murmur2) {
        RoomKey key = new RoomKey("/", room);
        assertThat(Utils.murmur2(key.bytes())).isEqualTo(murmur2);
        for (int partitions : new int[] {1, 3, 8, 64, 10_000}) {
            assertThat(key.partition(partitions)).isEqualTo((murmur2 & 0x7fffffff) % partitions);
        }
    }
}
