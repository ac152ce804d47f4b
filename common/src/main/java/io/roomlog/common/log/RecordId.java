package io.roomlog.common.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// 128 bits that stand for some texts: so that ids of any length can be remembered by the million. Of different texts
/// they are different, as far as anybody can bring about.
///
/// @param high the first 64 bits of SHA-256 over the texts, each behind its length
/// @param low the next 64
public record RecordId(long high, long low) {
    /// Bytes of [#bytes()].
    public static final int BYTES = 16;

    /// The id of some texts.
    public static RecordId of(String... texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
                digest.update(bytes);
            }
            ByteBuffer hash = ByteBuffer.wrap(digest.digest());
            return new RecordId(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// The id in 32 hexadecimal digits.
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    /// The id in 16 bytes, as a key.
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }
}
