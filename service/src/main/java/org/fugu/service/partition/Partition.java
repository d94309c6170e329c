package org.fugu.service.partition;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;

/// A lease on a rectangle of a machine's mesh.
///
/// @param id `prt_…`
/// @param column of the upper left node, from 0
/// @param row of the upper left node, from 0
/// @param kind `dedicated`
/// @param state `active`, `released` or `expired`
/// @param expiresAt when it is given back by itself, unless a run is still on it
public record Partition(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String machine,
        int column,
        int row,
        int columns,
        int rows,
        @Schema(allowableValues = "dedicated") String kind,

        @Schema(allowableValues = {"active", "released", "expired"})
        String state,

        Instant createdAt,
        Instant expiresAt) {
    boolean stillHeld() {
        return state.equals("active");
    }
}
