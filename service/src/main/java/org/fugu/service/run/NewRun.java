package org.fugu.service.run;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.machine.Fidelity;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;
import org.fugu.service.body.PlainText;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.library.LibraryName;
import org.jspecify.annotations.Nullable;

/// A run to be accepted. What is absent is taken from the bundle's manifest.
///
/// @param bundle the digest of an uploaded bundle
/// @param partition a lease to run on; absent to have one made for this run
/// @param machine a machine of the service
/// @param mesh columns and rows, as in `2x1`; the partition's when one is named
/// @param nodes how many nodes of the mesh get an environment
/// @param fidelity `functional`, `timing` or `relaxed:CYCLES`
/// @param overrides figures of the machine to change, by name
/// @param libos a library OS that was published, as in `exos@1.0`, for a program that has none in it
/// @param placement where the library OS is: `library`, which is also what absence means, `server` or
///     `monolithic`
/// @param pageTable which page table it is asked for: `two-level`, `flat` or `inverted`; absent, or
///     `linked`, for its own
/// @param trace to keep one; absent for none, and nothing of the run depends on it
/// @param disk what the disk of each node holds when the run begins: `blank`, or a finished run of yours, for what it
///     left behind; absent for what the manifest says
/// @param keepDisk to keep what the disk of the first node holds when the run has finished
/// @param cache false for a real run; else it is answered with the result of an earlier run of yours that is the same
/// @param stdin what its standard input holds, as text in UTF-8; absent for what the manifest says
/// @param stdinDigest the same as bytes that you have uploaded, by their SHA-256
/// @param inputs files that it can read beside those of the manifest or in their place: the SHA-256 of each, which you
///     have uploaded, by the name under which the program finds it
/// @param labels at most 16, by key; they can be changed later
/// @param commit of which the program was built: its hash, 40 or 64 hexadecimal digits
/// @param branch that the commit is of
/// @param repository where the commit is, as its owner calls it
/// @param project of which you are owner or member; its owner sees the run, which counts for their quota
record NewRun(
        @NotBlank @Schema(pattern = Identifiers.DIGEST_PATTERN)
        String bundle,

        @Nullable String program,
        @Size(max = 256) @Nullable List<@Size(max = RunRequest.MAX_ARGUMENT_BYTES) String> args,
        @Schema(pattern = Identifiers.PATTERN) @Nullable String partition,
        @Nullable String machine,
        @Schema(pattern = MeshShape.FORM) @Nullable String mesh,

        @Schema(minimum = "1", maximum = "" + NodeId.MAX_NODES) @Nullable
        Integer nodes,

        @Schema(pattern = Fidelity.FORM) @Nullable String fidelity,
        @Nullable Long seed,
        @Nullable NewRunLimits limits,
        @Size(max = 100) @Nullable Map<String, Long> overrides,
        @Schema(pattern = LibraryName.FORM) @Nullable String libos,

        @Schema(allowableValues = {"library", "server", "monolithic"}) @Nullable
        String placement,

        @Schema(allowableValues = {"linked", "two-level", "flat", "inverted"}) @Nullable
        String pageTable,

        @Nullable NewTrace trace,

        @Size(max = 40) @Schema(pattern = WantedDisk.FORM) @Nullable
        String disk,

        @Nullable Boolean keepDisk,
        @Nullable Boolean cache,
        @Size(max = WantedInputs.LONGEST_TEXT) @Nullable String stdin,

        @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
        String stdinDigest,

        @Size(max = InputContents.MOST_FILES) @Nullable Map<@Size(max = InputContents.MOST_NAME) String, String> inputs,

        @Size(max = Labels.MOST) @Schema(additionalPropertiesSchema = String.class) @Nullable
        Map<
                        @Pattern(regexp = Labels.KEY_FORM, message = Labels.KEY_RULE) String,
                        @Pattern(regexp = Labels.VALUE_FORM, message = Labels.VALUE_RULE) String>
                labels,

        @Pattern(regexp = Identifiers.COMMIT_FORM, message = "must be 40 or 64 hexadecimal digits") @Nullable
        String commit,

        @Pattern(regexp = PlainText.LINE_FORM, message = PlainText.LINE_RULE) @Size(max = LONGEST_NAME) @Nullable
        String branch,

        @Pattern(regexp = PlainText.LINE_FORM, message = PlainText.LINE_RULE) @Size(max = LONGEST_NAME) @Nullable
        String repository,

        @Schema(pattern = Identifiers.PATTERN) @Nullable String project) {
    /// Of a branch and of a repository, in characters.
    static final int LONGEST_NAME = 200;

    /// As JSON: the longest arguments and standard input with every character escaped, and the rest.
    static final int MAX_BYTES = 512 << 10;

    WantedInputs reads() {
        return new WantedInputs(stdin, stdinDigest, inputs);
    }

    WantedDisk ofDisk() {
        return new WantedDisk(disk, keepDisk);
    }
}
