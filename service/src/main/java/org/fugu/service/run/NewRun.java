package org.fugu.service.run;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
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
record NewRun(
        @NotBlank String bundle,
        @Nullable String program,
        @Size(max = 256) @Nullable List<@Size(max = 65536) String> args,
        @Nullable String partition,
        @Nullable String machine,
        @Nullable String mesh,
        @Nullable Integer nodes,
        @Nullable String fidelity,
        @Nullable Long seed,
        @Nullable NewRunLimits limits,
        @Size(max = 100) @Nullable Map<String, Long> overrides) {}
