package org.fugu.service.partition;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.fugu.service.identifier.Identifiers;

/// A lease on a rectangle of a machine's mesh.
///
/// @param id `prt_…`
/// @param column of the upper left node, from 0
/// @param row of the upper left node, from 0
/// @param kind `dedicated` for runs, or `shared` for co-runs
/// @param owner the name of who leased it
/// @param users whom else a shared partition is for; those who declined stand there as well
/// @param state `reserved` before it begins, `active`, `released` or `expired`
/// @param startsAt when it begins, or as soon after as a run that is still on its nodes has ended
/// @param expiresAt when it is given back by itself, or as soon after as a run that is under way on it has ended
public record Partition(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String machine,
        int column,
        int row,
        int columns,
        int rows,
        @Schema(allowableValues = {"dedicated", "shared"}) String kind,
        String owner,
        List<PartitionUser> users,

        @Schema(allowableValues = {"reserved", "active", "released", "expired"})
        String state,

        Instant createdAt,
        Instant startsAt,
        Instant expiresAt) {
    public Partition {
        users = List.copyOf(users);
    }

    /// Somebody whom a shared partition is for.
    ///
    /// @param declined whether that user does not want to take part
    public record PartitionUser(String name, boolean declined) {}

    public boolean isShared() {
        return kind.equals("shared");
    }

    boolean isToBegin() {
        return state.equals("reserved");
    }

    boolean stillHeld() {
        return state.equals("active");
    }
}
