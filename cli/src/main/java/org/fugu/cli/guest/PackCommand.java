package org.fugu.cli.guest;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import org.fugu.bundle.Bundle;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Packs a bundle canonically.
@Command(
        name = "pack",
        header = "Pack a folder as a bundle.",
        description = {
            "",
            "The archive is the same, byte for byte, wherever it is packed. Its content is checked as",
            "at an upload.",
            "",
        },
        footer = {"", "Example:", "  ./fugu pack guest/build/hello -o hello.zip"})
public final class PackCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder with fugu.yaml; or a zip, or an ELF file.")
    private Path folder;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write. Default: NAME.zip in this folder.")
    private @Nullable Path output;

    @Mixin
    private JsonOption json = new JsonOption();

    public PackCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var bundle = BundleSource.load(folder);
        var file = output != null ? output : Path.of(bundle.manifest().name() + ".zip");
        var zip = bundle.canonicalZip();
        NamedFile.write("the archive", file, zip);
        print(bundle, file, zip.length);
        return ExitCode.DONE.number();
    }

    private void print(Bundle bundle, Path file, int bytes) {
        if (!json.on) {
            terminal.out().println(bundle.identity() + "  " + file);
            return;
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("digest", bundle.identity());
        document.put("name", bundle.manifest().name());
        document.put("version", bundle.manifest().version());
        document.put("file", file.toString());
        document.put("bytes", bytes);
        document.put("files", bundle.paths());
        terminal.out().println(Json.pretty(document));
    }
}
