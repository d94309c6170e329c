package org.fugu.exokernel.run;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.abi.InputContents;
import org.jspecify.annotations.Nullable;

/// [InputContents] as a value that can be kept.
///
/// @param standard SHA-256 of the standard input, or null if there is none
/// @param files SHA-256 of each file, by its name
public record InputDigests(@Nullable String standard, SortedMap<String, String> files) {
    public InputDigests {
        if (standard == null && files.isEmpty()) throw new IllegalArgumentException("inputs without an input");
        if (standard != null) JobInputs.requireDigest("standard input", standard);
        InputContents.requireCount(files.size());
        files.forEach((name, digest) -> {
            InputContents.requireName(name);
            JobInputs.requireDigest(what(name), digest);
        });
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    public static InputDigests of(InputContents contents) {
        var files = new TreeMap<String, String>();
        contents.files().forEach((name, bytes) -> files.put(name, RunInputs.sha256(bytes)));
        var standard = contents.standard();
        return new InputDigests(standard == null ? null : RunInputs.sha256(standard), files);
    }

    /// @return the contents
    /// @throws IllegalArgumentException if these are others, saying which
    InputContents requireSame(InputContents contents) {
        if (!files.keySet().equals(contents.files().keySet())) {
            throw new IllegalArgumentException("the run has the input files " + files.keySet() + ", and here are "
                    + contents.files().keySet());
        }
        var bytes = contents.standard();
        if (standard == null && bytes != null) {
            throw new IllegalArgumentException("the run has no standard input, and here is one");
        }
        if (standard != null)
            JobInputs.requireSame("standard input", standard, JobInputs.present("standard input", bytes));
        files.forEach((name, digest) -> JobInputs.requireSame(
                what(name),
                digest,
                JobInputs.present(what(name), contents.files().get(name))));
        return contents;
    }

    private static String what(String name) {
        return "input file '" + name + "'";
    }
}
