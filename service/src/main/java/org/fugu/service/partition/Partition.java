package org.fugu.service.partition;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A lease on a rectangle of a machine's mesh.
///
/// @param id `prt_…`
/// @param column of the upper left node, from 0; null while it waits for any place
/// @param row of the upper left node, from 0; null likewise
/// @param kind `dedicated` for runs, or `shared` for co-runs
/// @param owner the name of who leased it
/// @param users whom else a shared partition is for; those who declined stand there as well
/// @param state `waiting` for a place, `reserved` before it begins, `active`, `released` or `expired`
/// @param startsAt when it begins, or as soon after as a run that is still on its nodes has ended; while it waits, not
/// before then
/// @param expiresAt when it is given back by itself, or as soon after as a run that is under way on it has ended; while
///     it waits, when it is given up
/// @param waiting its place in the line and when it may begin; null when it does not wait
public record Partition(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String machine,
        @Nullable Integer column,
        @Nullable Integer row,
        int columns,
        int rows,
        @Schema(allowableValues = {"dedicated", "shared"}) String kind,
        String owner,
        List<PartitionUser> users,

        @Schema(allowableValues = {"waiting", "reserved", "active", "released", "expired"})
        String state,

        Instant createdAt,
        Instant startsAt,
        Instant expiresAt,
        @Nullable LeaseWait waiting) {
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

    boolean isWaiting() {
        return state.equals("waiting");
    }

    /// The same with what is known of its waiting.
    Partition waiting(LeaseWait known) {
        return new Partition(
                id, machine, column, row, columns, rows, kind, owner, users, state, createdAt, startsAt, expiresAt,
                known);
    }

    /// Where it lies, unless it waits for any place.
    Rectangle place() {
        return new Rectangle(Objects.requireNonNull(column), Objects.requireNonNull(row), columns, rows);
    }

    boolean isToBegin() {
        return state.equals("reserved");
    }

    boolean stillHeld() {
        return state.equals("active");
    }
}
