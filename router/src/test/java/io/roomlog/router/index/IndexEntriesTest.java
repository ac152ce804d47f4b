package io.roomlog.router.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.RecordId;
import io.roomlog.router.TopologyRun;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class IndexEntriesTest {
    private static final byte[] LOBBY = TopologyRun.utf8("lobby");

    private static Block decode(Block block) {
        return Block.decode(IndexKeys.block(LOBBY, block.first()), block.encode());
    }

    private static long[] offsets(Block block) {
        return IntStream.range(0, block.count()).mapToLong(block::at).toArray();
    }

    @Test
    void blocksOfAllLengthsComeBack() {
        Random random = new Random(7);
        Block block = Block.of(random.nextInt(1_000));
        while (!block.isFull()) {
            assertThat(offsets(decode(block))).isEqualTo(offsets(block));
            block = block.with(block.last() + 1 + (random.nextLong() >>> random.nextInt(20, 60)));
        }
        assertThat(offsets(decode(block))).hasSize(Block.MAX).isEqualTo(offsets(block));
    }

    @Test
    void aBlockOfOneHasAnEmptyValue() {
        assertThat(Block.of(7).encode()).isEmpty();
        assertThat(decode(Block.of(7)).last()).isEqualTo(7);
    }

    @Test
    void aRoomsBlocksLieInOrderAndApartFromOthers() {
        Bytes[] inOrder = {
            IndexKeys.block(TopologyRun.utf8("lobb"), Long.MAX_VALUE),
            IndexKeys.block(LOBBY, 0),
            IndexKeys.block(LOBBY, 255),
            IndexKeys.block(LOBBY, 256),
            IndexKeys.block(LOBBY, Long.MAX_VALUE),
            IndexKeys.block(TopologyRun.utf8("lobbz"), 0),
            IndexKeys.block(TopologyRun.utf8("a room"), 0),
            IndexKeys.id(new RecordId(-1, -1))
        };
        assertThat(inOrder).isSorted();
        assertThat(IndexKeys.first(inOrder[3].get())).isEqualTo(256);
        assertThat(IndexKeys.isBlock(inOrder[6].get())).isTrue();
        assertThat(IndexKeys.isBlock(inOrder[7].get())).isFalse();
    }

    @Test
    void sightingsComeBack() {
        Sighting sighting = new Sighting(0, 300, 1_767_225_600_000L);
        assertThat(Sighting.decode(sighting.encode())).isEqualTo(sighting);
        assertThat(Sighting.decode(sighting.with(301, 2).encode())).isEqualTo(new Sighting(0, 301, 2));
    }
}
