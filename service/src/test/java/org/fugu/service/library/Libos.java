package org.fugu.service.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.fugu.service.bundle.Archives;

/// Bundles of library OSes, and of programs that ask for one, for tests.
public final class Libos {
    private Libos() {}

    /// @param content by which two of one name and version are told apart
    public static byte[] bundle(String name, String version, String content) throws IOException {
        return Archives.none()
                .with("fugu.yaml", """
                        fugu: 1
                        name: %s
                        version: "%s"
                        kind: libos
                        library: {file: answer.so}
                        """.formatted(name, version))
                .with("answer.so", sharedObject())
                .with("content.txt", content)
                .zip();
    }

    private static byte[] sharedObject() {
        try (var in = Libos.class.getResourceAsStream("/libos/answer.so")) {
            if (in == null) throw new IllegalStateException("answer.so is not on the class path");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A program that runs on any, and on none.
    static byte[] program() throws IOException {
        return Archives.hello().zip();
    }

    /// The same with a manifest that names one.
    static byte[] programThatAsksFor(String libos) throws IOException {
        var hello = Archives.hello();
        return hello.with("fugu.yaml", hello.manifest() + "\nlibos: " + libos + "\n")
                .zip();
    }
}
