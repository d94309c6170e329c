package org.fugu.service.browser;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.fugu.service.RunningService;

/// Versions of the sample `work`, of which later ones are slower by two instructions a step. They are
/// built with source lines where a cross compiler is installed; else they are the prebuilt ones, without.
final class WorkVersions {
    private static final Path GUEST =
            Path.of(System.getProperty("fugu.root", ".."), "guest").toAbsolutePath();

    private final boolean withLines;
    private final Map<String, byte[]> quick;
    private final Map<String, byte[]> slow;

    private WorkVersions(boolean withLines, Map<String, byte[]> quick, Map<String, byte[]> slow) {
        this.withLines = withLines;
        this.quick = quick;
        this.slow = slow;
    }

    /// @param folder an empty one to build in
    static WorkVersions in(Path folder) throws IOException, InterruptedException {
        if (make(GUEST, "-s", "compiler") != 0) {
            return new WorkVersions(false, unzipped("test/work-a.zip"), unzipped("test/work-b.zip"));
        }
        return new WorkVersions(true, built(folder, "a"), built(folder, "b"));
    }

    /// Whether the programs say which line an instruction is of.
    boolean withLines() {
        return withLines;
    }

    /// A bundle.
    ///
    /// @param version with another one it is another bundle, whose figures are the same
    byte[] zip(boolean slower, String version) {
        var files = new TreeMap<>(slower ? slow : quick);
        files.computeIfPresent(
                "fugu.yaml",
                (_, manifest) -> new String(manifest, StandardCharsets.UTF_8)
                        .replace("version: 1.0.0", "version: " + version)
                        .getBytes(StandardCharsets.UTF_8));
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Map<String, byte[]> built(Path folder, String variant) throws IOException, InterruptedException {
        var place = Files.createDirectories(folder.resolve(variant));
        for (var file : new String[] {"main.c", "fugu.yaml", "expected.txt"}) {
            Files.copy(GUEST.resolve("bench/work").resolve(file), place.resolve(file));
        }
        var more = variant.equals("b") ? "defines := -DEXTRA\n" : "";
        Files.writeString(
                place.resolve("Makefile"), "name := work\n" + more + "include " + GUEST.resolve("fugu.mk") + "\n");
        if (make(place, "-s") != 0) throw new IllegalStateException("the sample work cannot be built");
        var files = new TreeMap<String, byte[]>();
        try (var all = Files.list(place.resolve("build/work"))) {
            for (var file : all.toList()) files.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
        return files;
    }

    private static Map<String, byte[]> unzipped(String prebuilt) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(RunningService.prebuilt(prebuilt)))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    private static int make(Path folder, String... arguments) throws IOException, InterruptedException {
        var command = new String[arguments.length + 1];
        command[0] = "make";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("make takes too long");
        }
        return process.exitValue();
    }
}
