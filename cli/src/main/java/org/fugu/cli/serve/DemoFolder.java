package org.fugu.cli.serve;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.fugu.cli.terminal.CommandFailure;
import org.jspecify.annotations.Nullable;

/// The folder `.fugu`, in which the demo's service keeps its data from one time to the next.
final class DemoFolder implements AutoCloseable {
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int PASSWORD_LETTERS = 20;

    /// As the service demands.
    private static final int SHORTEST_PASSWORD = 12;

    private final Path folder;
    private final FileChannel channel;
    private final @Nullable FileLock lock;

    private DemoFolder(Path folder, FileChannel channel, @Nullable FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    static DemoFolder open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var channel =
                FileChannel.open(folder.resolve("demo.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.tryLock();
        // A demo that was killed leaves its address behind.
        if (lock != null) Files.deleteIfExists(folder.resolve("demo.url"));
        return new DemoFolder(folder, channel, lock);
    }

    Path path() {
        return folder;
    }

    Path log() {
        return folder.resolve("service.log");
    }

    /// True when no other demo uses the folder.
    boolean isOurs() {
        return lock != null;
    }

    /// Where the other demo's service is, if it is so far.
    @Nullable
    URI otherService() throws IOException {
        var file = folder.resolve("demo.url");
        return Files.exists(file) ? URI.create(Files.readString(file).strip()) : null;
    }

    void announce(URI url) throws IOException {
        Files.writeString(folder.resolve("demo.url"), url + "\n");
    }

    Path passwordFile() {
        return folder.resolve("admin-password");
    }

    /// The administrator's password: chosen once, because the database remembers it.
    ///
    /// @param given what it is to be the first time, or null to make one
    String password(@Nullable String given) throws IOException {
        var file = passwordFile();
        if (Files.exists(file)) {
            var kept = Files.readString(file).strip();
            if (given == null || given.equals(kept)) return kept;
            throw CommandFailure.usage("FUGU_ADMIN_PASSWORD is not the password of this folder, which is kept in "
                    + file + "; unset it, or choose another folder with FUGU_DATA");
        }
        if (given != null && given.length() < SHORTEST_PASSWORD) {
            throw CommandFailure.usage(
                    "FUGU_ADMIN_PASSWORD is too short: it needs " + SHORTEST_PASSWORD + " characters");
        }
        var password = given == null ? freshPassword() : given;
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(file, owner);
        Files.writeString(file, password + "\n");
        return password;
    }

    private static String freshPassword() {
        var random = new SecureRandom();
        var password = new StringBuilder();
        for (int i = 0; i < PASSWORD_LETTERS; i++) password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        return password.toString();
    }

    @Override
    public void close() throws IOException {
        if (lock != null) Files.deleteIfExists(folder.resolve("demo.url"));
        channel.close();
    }
}
