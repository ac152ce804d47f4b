package io.roomlog.router.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.log.Origin;
import io.roomlog.common.log.SessionRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EntryTest {
    private static final SessionRecord SESSION =
            SessionRecord.begin("edge/1", true, "sid", "user", "/").with(Map.of("lobby", RoomPlace.of(7)), List.of());
    private static final Entry ENTRY = new Entry(7, 8, Optional.empty(), SESSION);

    @Test
    void anEntryComesBack() {
        assertThat(Entry.decode(ENTRY.encode())).isEqualTo(ENTRY);
        assertThat(Entry.kind(ENTRY.encode())).isEqualTo(Entry.Kind.PRESENT);
        assertThat(Entry.stampMs(ENTRY.encode())).isEqualTo(8);
    }

    @Test
    void aLapseIsKeptWithItsHolderAndTheSessionIsHeldByNobody() {
        Entry lapsed = ENTRY.lapsed(1_767_225_600_000L);
        assertThat(lapsed.lapse()).contains(new Entry.Lapse(1_767_225_600_000L, "edge/1"));
        assertThat(lapsed.session()).isEqualTo(SESSION.departed());
        assertThat(Entry.decode(lapsed.encode())).isEqualTo(lapsed);
        assertThat(Entry.kind(lapsed.encode())).isEqualTo(Entry.Kind.DEPARTED);
        assertThat(Entry.stampMs(lapsed.encode())).isEqualTo(8);
    }

    @Test
    void anEndIsSeenWithoutReadingTheSession() {
        Entry end = new Entry(9, 10, Optional.empty(), SESSION.end());
        assertThat(Entry.decode(end.encode())).isEqualTo(end);
        assertThat(Entry.kind(end.encode())).isEqualTo(Entry.Kind.ENDED);
    }

    @Test
    void aMirroredEntryComesBackWithItsOrigin() {
        Origin origin = new Origin("us", new Epoch(0xABCDEF012345L), 1_000_000, OptionalLong.empty());
        Entry mirrored = new Entry(Optional.of(origin), 7, 8, Optional.empty(), SESSION);
        assertThat(Entry.decode(mirrored.encode())).isEqualTo(mirrored);
        assertThat(Entry.kind(mirrored.encode())).isEqualTo(Entry.Kind.PRESENT);
        assertThat(Entry.kind(mirrored.departed().encode())).isEqualTo(Entry.Kind.DEPARTED);
        assertThat(Entry.stampMs(mirrored.encode())).isEqualTo(8);
        assertThat(Entry.region(mirrored.encode())).contains("us");
        assertThat(Entry.region(ENTRY.encode())).isEmpty();
    }

    /// What stores of earlier versions hold.
    @Test
    void anEntryOfThisRegionIsWrittenAsEver() {
        assertThat(ENTRY.encode())
                .startsWith('p', 7, 8, 0, 0, '{')
                .endsWith(SESSION.encode())
                .hasSize(5 + SESSION.encode().length);
    }
}
