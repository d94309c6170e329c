package org.fugu.bundle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The files of a bundle by path, collected one by one under [BundleBounds].
///
/// Paths are compared by their UTF-8 bytes, the order of `LC_ALL=C sort`, so that the identity can
/// be recomputed with a shell.
final class FileTree {
    private final SortedMap<String, byte[]> files = new TreeMap<>(FileTree::compareBytes);

    // Only ever asked for a key, never iterated: its order cannot reach anything.
    private final Map<String, String> pathsByFoldedPath = new HashMap<>();
    private long totalBytes;

    private static int compareBytes(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /// Adds a file whose path was not seen before.
    ///
    /// @throws BundleRejectedException when path, size or number is out of bounds
    void add(String path, byte[] content) {
        BundlePath.requirePlain(path);
        var earlier = pathsByFoldedPath.putIfAbsent(folded(path), path);
        if (earlier != null) throw collision(earlier, path);
        if (files.size() == BundleBounds.MAX_FILES) throw BundleBounds.tooManyFiles();
        totalBytes += content.length;
        if (totalBytes > BundleBounds.MAX_TOTAL_BYTES) throw BundleBounds.totalTooLarge();
        files.put(path, content);
    }

    /// Two names that some file system or some reader would take for one.
    private static String folded(String path) {
        // ASCII has one form, and most names are ASCII: Java's tables of forms are then not read.
        var normal = path.chars().allMatch(c -> c < 128) ? path : Normalizer.normalize(path, Normalizer.Form.NFKC);
        return normal.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static BundleRejectedException collision(String earlier, String path) {
        return new BundleRejectedException(
                BundleRefusal.DUPLICATE,
                earlier.equals(path)
                        ? "the file '" + path + "' is there twice"
                        : "the files '" + earlier + "' and '" + path + "' have names that differ only in case or form");
    }

    /// Refuses a path that is a file here and a folder there, which no file system could hold.
    SortedMap<String, byte[]> finish() {
        for (var path : files.keySet()) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                var folder = path.substring(0, slash);
                if (pathsByFoldedPath.containsKey(folded(folder))) throw collision(folder, path);
            }
        }
        return Collections.unmodifiableSortedMap(files);
    }

    /// SHA-256 of the listing that `sha256sum` prints of the sorted files.
    static String identity(SortedMap<String, byte[]> files) {
        var listing = new StringBuilder();
        files.forEach((path, content) ->
                listing.append(sha256(content)).append("  ").append(path).append('\n'));
        return sha256(listing.toString().getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
