package org.fugu.service.run;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the owner of a run says of it. Nothing of the run depends on it.
///
/// @param labels by key
/// @param commit of which its program was built
/// @param repository where that commit is
record RunMarks(
        SortedMap<String, String> labels,
        @Nullable String commit,
        @Nullable String branch,
        @Nullable String repository) {
    static final RunMarks NONE = new RunMarks(Collections.emptySortedMap(), null, null, null);

    RunMarks {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    static RunMarks of(NewRun wanted) {
        Map<String, String> labels = wanted.labels() == null ? Map.of() : wanted.labels();
        return new RunMarks(new TreeMap<>(labels), wanted.commit(), wanted.branch(), wanted.repository());
    }
}
