package org.fugu.service.library;

import java.io.IOException;
import org.fugu.service.bundle.Archives;

/// Bundles of library OSes, and of programs that need one, for tests: exos apart, and the application of
/// `guest/bench/structures`.
public final class Libos {
    private Libos() {}

    /// @param content by which two of one name and version are told apart
    public static byte[] bundle(String name, String version, String content) throws IOException {
        var exos = Archives.of("libos/exos-1.0.zip");
        var manifest = exos.manifest().replace("name: exos", "name: " + name).replace("\"1.0\"", "\"" + version + "\"");
        return exos.with("fugu.yaml", manifest).with("content.txt", content).zip();
    }

    /// A program whose manifest names none.
    public static byte[] program() throws IOException {
        return program("");
    }

    /// The same with a manifest that names one.
    static byte[] programThatAsksFor(String libos) throws IOException {
        return program("libos: " + libos);
    }

    private static byte[] program(String libos) throws IOException {
        var structures = Archives.of("bench/structures.zip");
        var manifest = structures.manifest().replace("libos: exos@1.0", libos).replace("decstation-5000-125", "fugu");
        return structures.with("fugu.yaml", manifest).zip();
    }

    /// A program of a name of its own, whose code is that of a prebuilt one, and which is on one node.
    static byte[] programLike(String prebuilt, String asksFor) throws IOException {
        var archive = Archives.of(prebuilt + ".zip");
        var own = prebuilt.substring(prebuilt.indexOf('/') + 1);
        var manifest = "fugu: 1\nname: like\nversion: 1.0.0\nlibos: " + asksFor + "\nprograms: {like: {file: " + own
                + ".elf}}\nrun: {program: like, machine: fugu, mesh: 1x1, limits: {cycles: 50000000}}\n";
        return archive.with("fugu.yaml", manifest).zip();
    }
}
