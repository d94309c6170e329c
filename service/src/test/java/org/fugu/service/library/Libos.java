package org.fugu.service.library;

import java.io.IOException;
import org.fugu.service.bundle.Archives;

/// Bundles of library OSes for tests.
final class Libos {
    private Libos() {}

    /// @param content by which two of one name and version are told apart
    static byte[] bundle(String name, String version, String content) throws IOException {
        var hello = Archives.hello();
        var manifest = hello.manifest()
                .replaceFirst("(?m)^name: .*$", "name: " + name)
                .replaceFirst("(?m)^version: .*$", "version: \"" + version + "\"");
        return hello.with("fugu.yaml", manifest).with("content.txt", content).zip();
    }
}
