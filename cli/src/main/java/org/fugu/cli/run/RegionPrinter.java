package org.fugu.cli.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.fugu.cli.argument.NamedFile;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;

/// Writes what a run has translated, in the order in which it was. When that is depends on host
/// threads, where there are several; the run's result does not.
final class RegionPrinter implements AutoCloseable {
    private final Path file;
    private final PrintWriter out;
    private int regions;

    /// Translations of this run alone.
    final CodeCache translations = new CodeCache(TranslationPolicy.DEFAULT, this::translated);

    RegionPrinter(Path file) {
        this.file = file;
        try {
            Writer writer = Files.newBufferedWriter(file);
            out = new PrintWriter(writer);
        } catch (IOException e) {
            throw NamedFile.unwritable("the regions", file, e);
        }
    }

    private void translated(String listing) {
        regions++;
        out.println(listing);
    }

    @Override
    public void close() {
        out.close();
    }

    void report(PrintWriter to) {
        close();
        boolean whole = !out.checkError();
        to.println(String.format(
                Locale.ROOT, "%,d regions are in %s%s", regions, file, whole ? "" : ", but not all of their lines"));
    }
}
