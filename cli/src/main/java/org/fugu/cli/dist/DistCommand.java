package org.fugu.cli.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Makes the archive that pipelines download.
@Command(
        name = "dist",
        header = "Make one archive of the command line.",
        description = {
            "",
            "The archive has the command line with its libraries, the prebuilt bundles, and the headers,",
            "start-up code, library OS and makefile with which programs are built. A JDK 25 is all it",
            "needs. It has no service and no tests. The same build gives the same bytes.",
            "",
        },
        footer = {
            "",
            "Example:",
            "  ./fugu dist -o fugu.zip",
            "  unzip -q fugu.zip && fugu/fugu run fugu/guest/prebuilt/hello.zip",
        })
public final class DistCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write. Default: ${DEFAULT-VALUE}.",
            defaultValue = "fugu.zip")
    private Path output;

    @Option(names = "--sha256", description = "Also write FILE.sha256, as `sha256sum -c` reads it.")
    private boolean writesSum;

    @Mixin
    private JsonOption json = new JsonOption();

    public DistCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        var archive = new ClientArchive(Path.of(terminal.variable("FUGU_ROOT", ".")), jar());
        var file = output.toAbsolutePath();
        NamedFile.requireWritable("the archive", output);
        // Whoever reads the old one meanwhile reads it to its end.
        var fresh = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid());
        try {
            archive.write(fresh);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        var sum = sha256(file);
        if (writesSum) {
            var line = sum + "  " + file.getFileName() + "\n";
            NamedFile.write(
                    "the checksum",
                    file.resolveSibling(file.getFileName() + ".sha256"),
                    line.getBytes(StandardCharsets.UTF_8));
        }
        print(archive, file, sum);
        return ExitCode.DONE.number();
    }

    /// Where this program is.
    private static Path jar() {
        try {
            var source = DistCommand.class.getProtectionDomain().getCodeSource();
            var place = source == null ? null : Path.of(source.getLocation().toURI());
            if (place != null && Files.isRegularFile(place)) return place;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        throw CommandFailure.usage("only a command line that was built with ./fugu can be packed");
    }

    private void print(ClientArchive archive, Path file, String sum) throws IOException {
        if (!json.on) {
            terminal.out().println(sum + "  " + output);
            return;
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("file", output.toString());
        document.put("bytes", Files.size(file));
        document.put("files", archive.size());
        document.put("sha256", sum);
        terminal.out().println(Json.pretty(document));
    }

    private static String sha256(Path file) throws IOException {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), sha)) {
                Files.copy(file, out);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
