package org.fugu.bundle;

import java.util.regex.Pattern;

/// Which library OS a program asks for that is not linked in.
public sealed interface LibraryReference {
    /// One that was published under a name and a version, which are found when a run is asked for.
    record Named(String name, String version) implements LibraryReference {
        private static final Pattern FORM =
                Pattern.compile("([a-z][a-z0-9._-]{0,63})@([0-9A-Za-z][0-9A-Za-z.+_-]{0,63})");

        /// @param text as in `exos@1.0`
        /// @throws IllegalArgumentException if it is of another form
        public static Named parse(String text) {
            var parts = FORM.matcher(text);
            if (parts.matches()) return new Named(parts.group(1), parts.group(2));
            throw new IllegalArgumentException("'" + text + "' is not NAME@VERSION, as in exos@1.0");
        }

        @Override
        public String toString() {
            return name + "@" + version;
        }
    }

    /// A shared object in the program's own bundle.
    ///
    /// @param path of the file
    record InBundle(String path) implements LibraryReference {
        @Override
        public String toString() {
            return path;
        }
    }

    /// A name and a version have an `@` between them; anything else is a path.
    ///
    /// @throws IllegalArgumentException if it is neither
    static LibraryReference parse(String text) {
        if (text.indexOf('@') >= 0) return Named.parse(text);
        if (text.isEmpty() || text.length() > 240) {
            throw new IllegalArgumentException("a library OS is named NAME@VERSION, or by a path in the bundle");
        }
        return new InBundle(text);
    }
}
