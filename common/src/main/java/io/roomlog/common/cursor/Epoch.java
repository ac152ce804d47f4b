package io.roomlog.common.cursor;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Names one life of an origin region's rooms topic, so that a cursor of a re-created topic, or of another partition
/// count, is told from a current one.
///
/// @param value 48 bits of a hash over region, topic id and partition count
public record Epoch(long value) {
    static final int BYTES = 6;
    private static final long MASK = (1L << (8 * BYTES)) - 1;

    public Epoch {
        if (!isOne(value)) {
            throw new IllegalArgumentException("an epoch has 48 bits, not " + Long.toHexString(value));
        }
    }

    /// Whether a number can be one.
    public static boolean isOne(long value) {
        return (value & ~MASK) == 0;
    }

    /// The epoch of a topic.
    ///
    /// @param region name of the origin region
    /// @param topicId Kafka's topic id, in its text form
    /// @param partitions the topic's partition count
    public static Epoch of(String region, String topicId, int partitions) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((region + '\n' + topicId + '\n' + partitions).getBytes(StandardCharsets.UTF_8));
            long value = 0;
            for (int i = 0; i < BYTES; i++) {
                value = value << 8 | (digest[i] & 0xFF);
            }
            return new Epoch(value);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
