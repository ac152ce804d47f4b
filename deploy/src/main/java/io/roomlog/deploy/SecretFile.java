package io.roomlog.deploy;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Secret;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// The secret that `up` makes and keeps in its folder, for its user's eyes alone.
///
/// @param file where it is, or will be
record SecretFile(Path file) {
    private static final int RANDOM_BYTES = 32;

    static SecretFile in(Path folder) {
        return new SecretFile(folder.resolve("jwt-secret"));
    }

    /// The secret, if one has been made.
    Optional<Secret> read() {
        return Files.exists(file) ? Optional.of(Configuration.secretIn(file)) : Optional.empty();
    }

    /// The secret, made where there is none. The folder must exist, and belong to this process alone.
    ///
    /// @throws StartException if it cannot be written
    Secret readOrMake() {
        return read().orElseGet(this::make);
    }

    private Secret make() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, ownerOnly)) {
            Channels.newOutputStream(channel).write((text + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException unwritable) {
            throw new StartException("data: cannot write the secret " + file, unwritable);
        }
        return Secret.of(text);
    }
}
