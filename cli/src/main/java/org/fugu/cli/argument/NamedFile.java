package org.fugu.cli.argument;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.fugu.cli.terminal.CommandFailure;
import picocli.CommandLine.TypeConversionException;

/// A file that somebody named and that cannot be read or written, said in a sentence: wrong input.
public final class NamedFile {
    private NamedFile() {}

    /// What a word of the command line names. An empty one, as of an unset variable, would name the
    /// working folder.
    public static Path named(String text) {
        if (text.isEmpty()) throw new TypeConversionException("an empty text names no file");
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            var refusal = new TypeConversionException("'" + text + "' cannot be the name of a file");
            refusal.initCause(e);
            throw refusal;
        }
    }

    /// @param what what the file is to hold, as in `the snapshot`
    public static CommandFailure unreadable(String what, Path file, IOException e) {
        if (e instanceof NoSuchFileException) return CommandFailure.usage("there is no file '" + file + "'");
        return CommandFailure.usage(what + " '" + file + "' cannot be read: " + reason(e));
    }

    public static CommandFailure unwritable(String what, Path file, IOException e) {
        return CommandFailure.usage(what + " '" + file + "' cannot be written: " + reason(e));
    }

    /// What the system says, without the file's name, which Java puts first or says alone.
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such folder";
            case AccessDeniedException denied -> denied.getReason() == null ? "permission denied" : denied.getReason();
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }

    /// All of a file that is to hold no more than `most` bytes; nothing beyond them is read.
    public static byte[] read(String what, Path file, int most) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var content = in.readNBytes(most);
            if (content.length < most || in.read() < 0) return content;
        }
        throw CommandFailure.usage(what + " '" + file + "' is larger than " + most + " bytes");
    }

    /// The first bytes of a file, which say whether reading all of it is worth while.
    public static byte[] start(Path file, int most) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }

    /// Writes results to a file.
    public static void write(String what, Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw unwritable(what, file, e);
        }
    }

    /// The same in one step: the file holds what it held before, or all of the results.
    public static void replace(String what, Path file, byte[] content) {
        try (var draft = new Draft(what, file)) {
            draft.write(content, content.length);
            draft.keep();
        }
    }

    /// Finds out before something long whether its results can be kept; what the file holds stays.
    public static void requireWritable(String what, Path file) {
        boolean isNew = !Files.exists(file);
        try (var _ = Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            // It can be opened: that is all.
        } catch (IOException e) {
            throw unwritable(what, file, e);
        }
        if (isNew) remove(file);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unwritable("the file", file, e);
        }
    }
}
