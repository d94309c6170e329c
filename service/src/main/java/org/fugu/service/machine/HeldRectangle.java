package org.fugu.service.machine;

import io.swagger.v3.oas.annotations.media.Schema;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A leased part of a machine's mesh.
///
/// @param id of the partition; null when it is somebody else's
/// @param column of its upper left node, from 0
/// @param row of its upper left node, from 0
public record HeldRectangle(
        @Schema(pattern = Identifiers.PATTERN) @Nullable String id,
        int column,
        int row,
        int columns,
        int rows,
        boolean mine) {}
