package org.fugu.service.input;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.InputDigests;
import org.jspecify.annotations.Nullable;

/// All that a run can read, by name; the empty name is standard input.
///
/// @param pieces in the order of names
public record InputOrder(SortedMap<String, Piece> pieces) {
    /// The name of the standard input.
    public static final String STANDARD = "";

    /// It reads nothing.
    public static final InputOrder NONE = new InputOrder(new TreeMap<>());

    /// One of them.
    ///
    /// @param ofBundle whether it is a file of the bundle
    public record Piece(String digest, long bytes, boolean ofBundle) {}

    public InputOrder {
        pieces = Collections.unmodifiableSortedMap(new TreeMap<>(pieces));
    }

    /// What the manifest of a bundle gives its run.
    public static InputOrder ofBundle(@Nullable InputContents contents) {
        return contents == null ? NONE : new InputOrder(pieces(contents, true));
    }

    /// What a run was given that came in a file.
    ///
    /// @param all that it reads
    /// @param given some of that, which is in no bundle
    public static InputOrder ofFile(@Nullable InputContents all, @Nullable InputContents given) {
        return given == null ? ofBundle(all) : ofBundle(all).with(pieces(given, false));
    }

    private static SortedMap<String, Piece> pieces(InputContents contents, boolean ofBundle) {
        var digests = InputDigests.of(contents);
        var pieces = new TreeMap<String, Piece>();
        var standard = contents.standard();
        if (standard != null && digests.standard() != null) {
            pieces.put(STANDARD, new Piece(digests.standard(), standard.length, ofBundle));
        }
        digests.files().forEach((name, digest) -> {
            var file = contents.files().get(name);
            pieces.put(name, new Piece(digest, file == null ? 0 : file.length, ofBundle));
        });
        return pieces;
    }

    /// The same with others beside them, or in their place.
    ///
    /// @throws IllegalArgumentException if they are too many or too large together
    public InputOrder with(SortedMap<String, Piece> given) {
        if (given.isEmpty()) return this;
        var both = new TreeMap<>(pieces);
        both.putAll(given);
        InputContents.requireCount(both.size() - (both.containsKey(STANDARD) ? 1 : 0));
        InputContents.requireBytes(
                both.values().stream().mapToLong(Piece::bytes).sum());
        return new InputOrder(both);
    }

    /// What the run's request says of them; null for nothing.
    public @Nullable InputDigests digests() {
        if (pieces.isEmpty()) return null;
        var files = new TreeMap<String, String>();
        pieces.forEach((name, piece) -> {
            if (!name.equals(STANDARD)) files.put(name, piece.digest());
        });
        var standard = pieces.get(STANDARD);
        return new InputDigests(standard == null ? null : standard.digest(), files);
    }

    /// Bytes that are not in the bundle.
    public long uploadedBytes() {
        return pieces.values().stream()
                .filter(piece -> !piece.ofBundle())
                .mapToLong(Piece::bytes)
                .sum();
    }

    /// What has to be there when the run is stored.
    List<String> uploads() {
        var digests = new ArrayList<String>();
        for (var piece : pieces.values()) if (!piece.ofBundle()) digests.add(piece.digest());
        return digests.stream().distinct().sorted().toList();
    }
}
