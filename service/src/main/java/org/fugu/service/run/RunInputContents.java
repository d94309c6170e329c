package org.fugu.service.run;

import java.util.Optional;
import java.util.stream.Stream;
import org.fugu.bundle.Bundle;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.input.InputUploads;
import org.fugu.service.input.Inputs;
import org.fugu.service.input.RunInput;
import org.springframework.stereotype.Component;

/// The bytes of what runs read, wherever they came from.
@Component
class RunInputContents {
    private final Inputs inputs;
    private final Bundles bundles;

    RunInputContents(Inputs inputs, Bundles bundles) {
        this.inputs = inputs;
        this.bundles = bundles;
    }

    /// @param digest that one of the run's inputs has
    Optional<byte[]> find(Run run, String digest) {
        var input = run.inputs().stream()
                .filter(each -> each.digest().equals(digest))
                .findFirst();
        if (input.isEmpty()) return Optional.empty();
        // Equal bytes may be an upload and in the bundle.
        var uploaded = inputs.ofRun(run.id(), digest);
        if (uploaded.isPresent() || input.get().source().equals(RunInput.UPLOAD)) return uploaded;
        return bundles.withPublished(run.bundle().digest(), bundle -> inBundle(bundle, digest));
    }

    private static Optional<byte[]> inBundle(Bundle bundle, String digest) {
        var named = bundle.manifest().run().inputs();
        return Stream.concat(Stream.ofNullable(named.standard()), named.files().values().stream())
                .map(bundle::file)
                .filter(bytes -> InputUploads.sha256(bytes).equals(digest))
                .findFirst();
    }
}
