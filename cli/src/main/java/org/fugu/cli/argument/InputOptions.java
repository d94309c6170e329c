package org.fugu.cli.argument;

import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeMap;
import org.fugu.bundle.run.RunOptions;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.exokernel.abi.InputContents;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the program can read: the standard input, and files by their names.
public final class InputOptions {
    private static final String STANDARD = "the standard input";

    @Option(
            names = "--stdin",
            paramLabel = "FILE|-",
            description =
                    "What the program's standard input holds, in place of what the manifest says: a file, or - for"
                            + " the standard input of this command.")
    private @Nullable String standard;

    @Option(
            names = "--input",
            paramLabel = "NAME=FILE",
            description = "A file that the program finds under NAME, beside those of the manifest. May be repeated; all"
                    + " together have up to 8 MiB.")
    private TreeMap<String, Path> files = new TreeMap<>();

    private @Nullable InputContents read;

    /// The options with what was given to read.
    ///
    /// @throws CommandFailure if a file cannot be read, all are too large or a name cannot be one
    public RunOptions on(RunOptions options) {
        var given = contents();
        return given == null ? options : options.on(options.system().withInputs(given));
    }

    /// What was given to read, or null. It is read once.
    ///
    /// @throws CommandFailure as above
    public @Nullable InputContents contents() {
        if (read != null || standard == null && files.isEmpty()) return read;
        try {
            var bytes = new TreeMap<String, byte[]>();
            files.keySet().forEach(InputContents::requireName);
            files.forEach((name, file) -> bytes.put(name, file("the input file", file)));
            read = InputContents.of(standard(), bytes);
            return read;
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    private byte @Nullable [] standard() {
        if (standard == null) return null;
        if (!standard.equals("-")) return file(STANDARD, NamedFile.named(standard));
        try {
            // One byte more than there may be: the refusal of too many is the same then.
            return System.in.readNBytes(InputContents.MOST_BYTES + 1);
        } catch (IOException e) {
            throw CommandFailure.usage(STANDARD + " cannot be read: " + NamedFile.reason(e));
        }
    }

    private static byte[] file(String what, Path file) {
        try {
            return NamedFile.read(what, file, InputContents.MOST_BYTES);
        } catch (IOException e) {
            throw NamedFile.unreadable(what, file, e);
        }
    }
}
