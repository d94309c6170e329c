package org.fugu.bundle;

import java.nio.charset.StandardCharsets;

/// The rule for paths in a bundle: relative, plain, with forward slashes.
final class BundlePath {
    private BundlePath() {}

    /// @throws BundleRejectedException naming what is wrong with the path
    static void requirePlain(String path) {
        if (path.isEmpty()) throw outside(path, "is empty");
        if (path.startsWith("/")) throw outside(path, "is absolute");
        if (path.indexOf('\\') >= 0) throw outside(path, "has a backslash; paths use '/'");
        if (path.length() > 1 && path.charAt(1) == ':') throw outside(path, "names a drive");
        if (path.codePoints().anyMatch(BundlePath::isUnprintable)) throw outside(path, "has a control character");
        if (path.getBytes(StandardCharsets.UTF_8).length > BundleBounds.MAX_PATH_BYTES) {
            throw outside(path, "is longer than " + BundleBounds.MAX_PATH_BYTES + " bytes");
        }
        for (var part : path.split("/", -1)) requirePlainPart(path, part);
    }

    private static void requirePlainPart(String path, String part) {
        if (part.equals("..")) throw outside(path, "leaves the bundle with '..'");
        if (part.equals(".")) throw outside(path, "has a part '.'");
        if (part.isEmpty()) throw outside(path, "has an empty part");
        if (part.endsWith(" ") || part.endsWith(".")) throw outside(path, "has a part that ends in a space or a dot");
    }

    /// Control and format characters, lone surrogates, line separators and the replacement
    /// character that a wrong encoding leaves behind.
    private static boolean isUnprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> codePoint == 0xFFFD;
        };
    }

    private static BundleRejectedException outside(String path, String why) {
        return new BundleRejectedException(BundleRefusal.PATH_OUTSIDE, "the path '" + printable(path) + "' " + why);
    }

    /// The path with everything that could disturb a terminal or a log made visible.
    static String printable(String path) {
        var shown = new StringBuilder();
        path.codePoints().limit(80).forEach(point -> {
            if (isUnprintable(point)) shown.append(String.format("<U+%04X>", point));
            else shown.appendCodePoint(point);
        });
        return path.codePointCount(0, path.length()) > 80 ? shown.append('…').toString() : shown.toString();
    }
}
