package org.fugu.experiment.difference;

import java.util.List;
import org.fugu.experiment.wire.WireDocument;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;

/// The JSON form of what explains two bundles' differences, described in `docs/benchmarks.md`.
public final class ExplanationFile {
    private static final int FORMAT = 2;
    private static final WireDocument<Document> FORM = new WireDocument<>(
                    Document.class, "fuguExplanation", FORMAT, "bench explain --json")
            .after(first -> {
                for (var benchmark : first.path("benchmarks")) {
                    WireDocument.add(benchmark.path("base"), "libos", NullNode.getInstance());
                    WireDocument.add(benchmark.path("head"), "libos", NullNode.getInstance());
                    WireDocument.add(benchmark, "parts", JsonNodeFactory.instance.arrayNode());
                }
            });

    private ExplanationFile() {}

    record Document(int fuguExplanation, List<RunDifference> benchmarks) {}

    /// The document, the same bytes for the same differences on every host.
    public static byte[] write(List<RunDifference> benchmarks) {
        return FORM.write(new Document(FORMAT, benchmarks));
    }

    /// Reads a document.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong with it
    public static List<RunDifference> read(byte[] document) {
        return FORM.read(document).benchmarks();
    }
}
