package org.fugu.cli.argument;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// What is to go into a file that somebody named, as long as it is not whole: it is written beside the file, and
/// takes its place at the end. Closed before that, or interrupted, the file is what it was, or is not there.
///
/// What is no plain file, such as a pipe, has nothing beside it: it is given everything at the end.
public final class Draft implements AutoCloseable {
    private final String what;
    private final Path file;
    private final boolean isPlain;
    private final Path place;
    private final Path beside;
    private final OutputStream out;

    /// @param what what the file is to hold, as in `the disk`
    /// @throws org.fugu.cli.terminal.CommandFailure `usage`, also of what follows: the file cannot be written
    public Draft(String what, Path file) {
        this.what = what;
        this.file = file;
        try {
            boolean isThere = Files.exists(file);
            isPlain = !isThere || Files.isRegularFile(file);
            if (isThere && Files.isDirectory(file)) throw new FileSystemException(file + "", null, "Is a directory");
            if (isThere && !Files.isWritable(file)) throw new AccessDeniedException(file.toString());
            // Another name of a file leads to it afterwards, too.
            place = isThere && isPlain ? file.toRealPath() : file.toAbsolutePath();
            beside = isPlain
                    ? place.resolveSibling(".fugu-" + UUID.randomUUID())
                    : Files.createTempFile("fugu-", ".part").toAbsolutePath();
            beside.toFile().deleteOnExit();
            out = Files.newOutputStream(beside);
        } catch (IOException e) {
            throw NamedFile.unwritable(what, file, e);
        }
    }

    public void write(byte[] from, int length) {
        try {
            out.write(from, 0, length);
        } catch (IOException e) {
            throw NamedFile.unwritable(what, file, e);
        }
    }

    /// It is whole: the file holds it now.
    public void keep() {
        try {
            out.close();
            if (isPlain) Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            else pour();
        } catch (IOException e) {
            throw NamedFile.unwritable(what, file, e);
        }
    }

    private void pour() throws IOException {
        try (var into = Files.newOutputStream(place, StandardOpenOption.WRITE)) {
            Files.copy(beside, into);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            throw NamedFile.unwritable(what, file, e);
        }
    }
}
