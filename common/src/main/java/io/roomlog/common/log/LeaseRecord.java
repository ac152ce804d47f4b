package io.roomlog.common.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A record of the `edges` topic: a process says that it lives, or is said to live no more. Its key is [#key].
///
/// @param role what the process is
/// @param incarnation one life of the process: its id, a slash, and a random text. A new one ends the one before
/// @param state what is said
/// @param address where others reach it, `host:port`; of a router, its query API
/// @param region where it is
/// @param peering of an edge that takes what other edges pass on to it
public record LeaseRecord(
        Role role,
        String incarnation,
        State state,
        String address,
        String region,
        @Nullable Peering peering) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

    /// What a process is.
    public enum Role {
        EDGE,
        ROUTER
    }

    /// What other edges need to pass requests of polling clients on to an edge: one life of the process has one.
    ///
    /// @param tag what the ids of its Engine.IO sessions begin with
    /// @param key what proves to it that a request has come through an edge; for edges alone
    /// @param certificate fingerprint of what its port for clients shows; null where that speaks no TLS
    public record Peering(String tag, String key, @Nullable String certificate) {
        /// Without the key.
        @Override
        public String toString() {
            return "Peering[tag=" + tag + ", certificate=" + certificate + ']';
        }
    }

    /// What is said of an incarnation.
    public enum State {
        /// By itself: it lives, and says so again before its lease has run out.
        LIVE,
        /// By itself: it stops in order. Its sockets have the rest of the lease to come back elsewhere.
        STOPPED,
        /// By a router: it has not been heard of for as long as a lease is.
        ENDED
    }

    /// A process to which nothing is passed on.
    public LeaseRecord(Role role, String incarnation, State state, String address, String region) {
        this(role, incarnation, state, address, region, null);
    }

    /// An incarnation of a process.
    ///
    /// @param nonce different for each
    public static String incarnation(String id, String nonce) {
        return id + '/' + nonce;
    }

    /// The id of the process.
    public String id() {
        int slash = incarnation.lastIndexOf('/');
        return slash < 0 ? incarnation : incarnation.substring(0, slash);
    }

    /// The record's key: role and id.
    public String key() {
        return role + "/" + id();
    }

    /// The same process with something else said of it.
    public LeaseRecord in(State newState) {
        return new LeaseRecord(role, incarnation, newState, address, region, peering);
    }

    /// The same process, to which may be passed on what is for it.
    public LeaseRecord with(Peering taken) {
        return new LeaseRecord(role, incarnation, state, address, region, taken);
    }

    /// The record's value, JSON in UTF-8.
    public byte[] encode() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a lease is always JSON", e);
        }
    }

    /// Reads a record's value; empty where it is none.
    public static Optional<LeaseRecord> decode(byte @Nullable [] value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            LeaseRecord read = JSON.readValue(value, LeaseRecord.class);
            boolean whole = read != null
                    && read.role != null
                    && read.incarnation != null
                    && read.state != null
                    && read.address != null
                    && read.region != null
                    && (read.peering == null || (read.peering.tag != null && read.peering.key != null));
            return whole ? Optional.of(read) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
