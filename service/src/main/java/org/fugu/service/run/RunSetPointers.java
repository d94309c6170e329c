package org.fugu.service.run;

import java.util.Map;
import java.util.function.Function;
import org.fugu.experiment.runset.Coordinates;
import org.jspecify.annotations.Nullable;

/// Where a run-set says what was wrong with one of its runs.
final class RunSetPointers {
    /// A field that an axis may have in place of the submission.
    private record Field(String axis, Function<Coordinates, @Nullable Object> place) {}

    private static final Map<String, Field> FIELDS = Map.of(
            "machine", new Field("machines", Coordinates::machine),
            "nodes", new Field("nodes", Coordinates::nodes),
            "args", new Field("arguments", Coordinates::arguments),
            "overrides", new Field("figures", Coordinates::figures),
            "seed", new Field("seeds", Coordinates::seed),
            "pageTable", new Field("pageTables", Coordinates::pageTable),
            "placement", new Field("placements", Coordinates::placement));

    private RunSetPointers() {}

    /// @param pointer into the submission of the member
    /// @return into that of the set
    static String of(String pointer, Coordinates at) {
        var name = pointer.split("/", 3)[1];
        var field = FIELDS.get(name);
        if (field == null || field.place().apply(at) == null) return "/run" + pointer;
        return "/axes/" + field.axis();
    }
}
