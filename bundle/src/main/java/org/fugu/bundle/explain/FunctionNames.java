package org.fugu.bundle.explain;

import java.util.regex.Pattern;

/// Names of functions as people know them.
public final class FunctionNames {
    /// What the compiler appends to the name of a function that it has changed.
    private static final Pattern COMPILERS_OWN = Pattern.compile("\\.(isra|constprop|part|cold)[.0-9a-z]*$");

    private FunctionNames() {}

    /// The name in the source: `solve` of `solve.constprop.0`.
    public static String plain(String name) {
        return COMPILERS_OWN.matcher(name).replaceFirst("");
    }
}
