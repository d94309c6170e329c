package org.fugu.service.machine;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A part of a machine's mesh that somebody has for some time.
///
/// @param id of the partition; null when it is somebody else's, or none
/// @param kind `lease`; `run` for nodes that are kept for a run which is the next to have them; or `waiting` for a
///     lease that waits, if it is one's own or nodes are kept for it
/// @param column of its upper left node, from 0
/// @param row of its upper left node, from 0
/// @param from when it begins; of what waits, as far as one knows
/// @param until when it ends, or has ended
public record CalendarEntry(
        @Schema(pattern = Identifiers.PATTERN) @Nullable String id,

        @Schema(allowableValues = {"lease", "run", "waiting"})
        String kind,

        int column,
        int row,
        int columns,
        int rows,
        boolean mine,
        Instant from,
        Instant until) {}
