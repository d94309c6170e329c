package org.fugu.service.corun;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.Limits;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.machine.topology.NodeId;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.library.LibraryName;
import org.fugu.service.run.NewRunLimits;
import org.fugu.service.run.NewTrace;
import org.fugu.service.run.WantedDisk;
import org.fugu.service.run.WantedInputs;
import org.jspecify.annotations.Nullable;

/// Your job of a co-run. What is absent is taken from the bundle's manifest.
///
/// @param bundle the digest of a bundle that you uploaded
/// @param rectangle of the partition, as in `2x2+4+0`: columns, rows, first column and first row; absent
///     for all of it
/// @param nodes how many nodes of the rectangle get an environment
/// @param startCycle when it begins; absent for 0
/// @param libos a library OS that was published, as in `exos@1.0`, for a program that has none in it
/// @param placement where the library OS is: `library`, which is also what absence means, `server` or
///     `monolithic`
/// @param pageTable which page table it is asked for; absent for the one that it was linked for
/// @param disk what the disk of each of its nodes holds when it begins: `blank`, or a finished run of yours, for
///     what it left behind
/// @param keepDisk to keep what the disk of its first node holds when the co-run has finished
/// @param stdin what its standard input holds, as text in UTF-8
/// @param stdinDigest the same as bytes that you have uploaded, by their SHA-256
/// @param inputs files that it can read beside those of the manifest or in their place: the SHA-256 of each, which you
///     have uploaded, by the name under which the program finds it
/// @param trace to keep one of your job; absent for none, and nothing of the co-run depends on it
record NewJob(
        @NotBlank @Schema(pattern = Identifiers.DIGEST_PATTERN)
        String bundle,

        @Nullable String program,
        @Size(max = 256) @Nullable List<@Size(max = RunRequest.MAX_ARGUMENT_BYTES) String> args,
        @Size(max = 24) @Nullable String rectangle,

        @Schema(minimum = "1", maximum = "" + NodeId.MAX_NODES) @Nullable
        Integer nodes,

        @Nullable Long seed,
        @Nullable NewRunLimits limits,

        @Schema(minimum = "0", maximum = "" + Limits.MAX_CYCLES) @Nullable
        Long startCycle,

        @Schema(pattern = LibraryName.FORM) @Nullable String libos,

        @Schema(allowableValues = {"library", "server", "monolithic"}) @Nullable
        String placement,

        @Schema(allowableValues = {"linked", "two-level", "flat", "inverted"}) @Nullable
        String pageTable,

        @Size(max = 40) @Schema(pattern = WantedDisk.FORM) @Nullable
        String disk,

        @Nullable Boolean keepDisk,
        @Size(max = WantedInputs.LONGEST_TEXT) @Nullable String stdin,

        @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
        String stdinDigest,

        @Size(max = InputContents.MOST_FILES) @Nullable Map<@Size(max = InputContents.MOST_NAME) String, String> inputs,

        @Nullable NewTrace trace) {
    /// As JSON: the longest arguments and standard input with every character escaped, and the rest.
    static final int MAX_BYTES = 512 << 10;

    WantedInputs reads() {
        return new WantedInputs(stdin, stdinDigest, inputs);
    }

    WantedDisk ofDisk() {
        return new WantedDisk(disk, keepDisk);
    }
}
