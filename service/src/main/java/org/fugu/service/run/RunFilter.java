package org.fugu.service.run;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.fugu.exokernel.run.Outcome;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;

/// Which of a user's runs are wanted; null for whichever. Each is found by an index of its own.
///
/// @param mesh columns and rows, as in `2x1`
/// @param arguments all of a run's, in their order; an empty one alone for runs that have none, and no element for
///     whichever
/// @param labels each as `key`, for whatever value, or as `key=value`; runs have all of them
/// @param from accepted then or later
/// @param until accepted before
/// @param search a part of the name of the bundle or the program, in whatever case
record RunFilter(
        @Nullable String state,
        @Nullable String outcome,
        @Nullable Integer exitCode,
        @Nullable String bundle,
        @Nullable String program,
        @Nullable String machine,
        @Nullable String mesh,
        @Nullable Integer nodes,
        List<String> arguments,
        @Nullable String fidelity,
        @Nullable String partition,
        @Nullable String runSet,
        @Nullable String coRun,
        @Nullable String commit,
        @Nullable String branch,
        List<String> labels,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable String search) {
    private static final int MOST_ARGUMENTS = 64;
    private static final Pattern LABEL = Pattern.compile("(" + Labels.KEY_FORM + ")(?:=(.*))?", Pattern.DOTALL);

    /// @throws Refusal `bad-parameter`, when something is asked for that cannot be
    RunFilter {
        labels = List.copyOf(labels);
        arguments = List.copyOf(arguments);
        if (mesh != null) requireMesh(mesh);
        if (arguments.size() > MOST_ARGUMENTS) {
            throw Refusal.of(400, "bad-parameter", "at most " + MOST_ARGUMENTS + " arguments can be asked for");
        }
        if (state != null && !isOneOf(RunState.values(), RunState::wireName, state)) throw unknown("state", state);
        if (outcome != null && !isOneOf(Outcome.values(), Outcome::wireName, outcome)) {
            throw unknown("outcome", outcome);
        }
        if (labels.size() > Labels.MOST) {
            throw Refusal.of(400, "bad-parameter", "at most " + Labels.MOST + " labels can be asked for");
        }
        for (var label : labels) {
            if (!LABEL.matcher(label).matches()) {
                throw Refusal.of(400, "bad-parameter", "label is a key, or key=value, and not '" + label + "'");
            }
        }
    }

    private static void requireMesh(String mesh) {
        try {
            MeshShape.parse(mesh);
        } catch (IllegalArgumentException e) {
            throw Refusal.of(400, "bad-parameter", "mesh: " + e.getMessage());
        }
    }

    private static <T> boolean isOneOf(T[] values, Function<T, String> name, String wanted) {
        for (var value : values) if (name.apply(value).equals(wanted)) return true;
        return false;
    }

    private static Refusal unknown(String what, String value) {
        return Refusal.of(400, "bad-parameter", "there is no " + what + " '" + value + "'");
    }

    /// A condition on the row `r` of a run, with what it says by name.
    record Condition(String sql, Map<String, Object> parameters) {}

    /// What is asked for but the search. Only what is asked for is in it, so that the database finds the index for it.
    Condition condition() {
        var parts = new ArrayList<String>();
        var values = new LinkedHashMap<String, Object>();
        equal(parts, values, "state", "r.state", state);
        equal(parts, values, "outcome", "r.outcome", outcome);
        equal(parts, values, "exitCode", "r.exit_code", exitCode);
        equal(parts, values, "bundle", "r.bundle_digest", bundle);
        equal(parts, values, "program", "r.program", program);
        equal(parts, values, "machine", "r.machine", machine);
        if (mesh != null) {
            var shape = MeshShape.parse(mesh);
            equal(parts, values, "meshColumns", "r.mesh_columns", shape.columns());
            equal(parts, values, "meshRows", "r.mesh_rows", shape.rows());
        }
        equal(parts, values, "nodes", "r.nodes", nodes);
        if (!arguments.isEmpty()) arguments(parts, values);
        equal(parts, values, "fidelity", "r.fidelity", fidelity);
        equal(parts, values, "partition", "r.partition_id", partition);
        equal(parts, values, "coRun", "r.co_run_id", coRun);
        equal(parts, values, "commit", "r.commit_id", commit);
        equal(parts, values, "branch", "r.branch", branch);
        if (runSet != null) {
            parts.add("r.id in (select m.run_id from run_set_members m where m.run_set_id = :runSet)");
            values.put("runSet", runSet);
        }
        if (from != null) {
            parts.add("r.created_at >= :from");
            values.put("from", from.atOffset(ZoneOffset.UTC));
        }
        if (until != null) {
            parts.add("r.created_at < :until");
            values.put("until", until.atOffset(ZoneOffset.UTC));
        }
        for (int i = 0; i < labels.size(); i++) label(parts, values, i);
        return new Condition(parts.isEmpty() ? "true" : String.join(" and ", parts), values);
    }

    private static void equal(
            List<String> parts, Map<String, Object> values, String name, String column, @Nullable Object value) {
        if (value == null) return;
        parts.add(column + " = :" + name);
        values.put(name, value);
    }

    /// The index has a hash of them: they can be longer than an index takes.
    private void arguments(List<String> parts, Map<String, Object> values) {
        var wanted = arguments.equals(List.of("")) ? List.<String>of() : arguments;
        var names = new ArrayList<String>();
        for (int i = 0; i < wanted.size(); i++) {
            names.add("cast(:argument" + i + " as text)");
            values.put("argument" + i, wanted.get(i));
        }
        var list = "jsonb_build_array(" + String.join(", ", names) + ")";
        parts.add("md5(cast(r.arguments as text)) = md5(cast(" + list + " as text)) and r.arguments = " + list);
    }

    private void label(List<String> parts, Map<String, Object> values, int index) {
        var label = LABEL.matcher(labels.get(index));
        if (!label.matches()) throw new IllegalStateException("labels are checked");
        var value = label.group(2);
        parts.add("r.number in (select l.number from run_labels l where l.user_id = :user and l.key = :key" + index
                + (value == null ? ")" : " and l.value = :value" + index + ")"));
        values.put("key" + index, label.group(1));
        if (value != null) values.put("value" + index, value);
    }
}
