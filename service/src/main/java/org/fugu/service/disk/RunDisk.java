package org.fugu.service.disk;

import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// The disk of a run, as the run's owner sees it.
///
/// @param source what it held at the beginning: `blank`, `manifest`, or the run that left it behind, which may have
///     been deleted since
/// @param before SHA-256 of that
/// @param keep whether what it holds at the end was to be kept
/// @param after SHA-256 of what it held at the end; null if that was not to be kept, or the run has not finished
/// @param afterBytes how many bytes that are, up to the last one that is not zero
/// @param kept whether it is there to be read, and to begin another run with
/// @param message why it was not kept although it was to be; else null
public record RunDisk(
        String source,

        @Schema(pattern = Identifiers.DIGEST_PATTERN) String before,

        boolean keep,

        @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
        String after,

        @Schema(minimum = "0") @Nullable Long afterBytes,
        boolean kept,
        @Nullable String message) {
    /// What [#of] reads, of `run_disks d`.
    public static final String COLUMNS = """
            d.source as disk_source, d.before as disk_before, d.keep as disk_keep, d.after as disk_after,
            d.after_bytes as disk_after_bytes, d.contents_after as disk_kept""";

    /// @param ended whether the run has
    /// @return null if the run has no disk
    public static @Nullable RunDisk of(ResultSet row, boolean ended) throws SQLException {
        var source = text(row, "disk_source");
        if (source == null) return null;
        boolean keep = row.getBoolean("disk_keep");
        boolean kept = text(row, "disk_kept") != null;
        var bytes = row.getObject("disk_after_bytes", Long.class);
        return new RunDisk(
                source,
                row.getString("disk_before"),
                keep,
                text(row, "disk_after"),
                bytes,
                kept,
                keep && !kept && ended ? unkept(bytes) : null);
    }

    private static String unkept(@Nullable Long bytes) {
        return bytes == null
                ? "the run did not finish, so nothing of its disk was kept"
                : "the disk holds " + bytes + " bytes, which packed are more than the " + EndedDisk.MOST_PACKED
                        + " that are kept; let the program leave less on it";
    }

    private static @Nullable String text(ResultSet row, String column) throws SQLException {
        return row.getString(column);
    }
}
