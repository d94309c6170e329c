package org.fugu.experiment.runset;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fugu.bundle.MeasurePattern;
import org.jspecify.annotations.Nullable;

/// A set as comma-separated values (RFC 4180): a line of names, and one for each member. What a member has not, is
/// empty.
public final class RunSetCsv {
    private static final String END = "\r\n";

    /// A column of each set.
    private record Column(String name, Function<SetMember, @Nullable Object> value) {}

    private static final List<Column> FIRST = List.of(
            new Column("run", SetMember::run),
            new Column("machine", member -> member.at().machine()),
            new Column("nodes", member -> member.at().nodes()),
            new Column("arguments", member -> words(member.at().arguments())),
            new Column("figures", member -> settings(member.at().figures())),
            new Column("seed", member -> member.at().seed()),
            new Column("pageTable", member -> member.at().pageTable()),
            new Column("placement", member -> member.at().placement()),
            new Column("state", SetMember::state),
            result("outcome", MemberResult::outcome),
            result("exitCode", MemberResult::exitCode),
            result("cycles", MemberResult::cycles),
            result("clockMegahertz", MemberResult::clockMegahertz),
            result("instructions", MemberResult::instructions),
            result("messagesSent", MemberResult::messagesSent),
            result("messagesReceived", MemberResult::messagesReceived),
            result("digest", MemberResult::digest),
            result("resultDigest", MemberResult::resultDigest),
            result("consoleDigest", MemberResult::consoleDigest),
            kernel("systemCalls", MemberResult::systemCalls),
            kernel("crossings", MemberResult::crossings),
            kernel("transfers", MemberResult::transfers));

    private RunSetCsv() {}

    private static Column result(String name, Function<MemberResult, @Nullable Object> value) {
        return new Column(name, member -> member.result() == null ? null : value.apply(member.result()));
    }

    private static Column kernel(String name, Function<MemberResult, KernelWork> work) {
        return result(
                name,
                result -> result.kernel() == null ? null : work.apply(result).count());
    }

    /// All of them, in order. Counters are of all nodes together.
    public static String of(List<SetMember> members) {
        var columns = new ArrayList<>(FIRST);
        for (var counter : names(members, MemberResult::counters)) {
            columns.add(result(
                    MeasurePattern.COUNTER + counter,
                    result -> result.counters().get(counter)));
        }
        for (var metric : names(members, MemberResult::metrics)) {
            columns.add(result("metric." + metric, result -> result.metrics().get(metric)));
        }
        var text = new StringBuilder();
        line(text, columns.stream().map(Column::name).toList());
        for (var member : members) {
            line(
                    text,
                    columns.stream()
                            .map(column -> text(column.value().apply(member)))
                            .toList());
        }
        return text.toString();
    }

    private static SortedSet<String> names(
            List<SetMember> members, Function<MemberResult, SortedMap<String, Long>> numbers) {
        var names = new TreeSet<String>();
        for (var member : members) {
            if (member.result() != null)
                names.addAll(numbers.apply(member.result()).keySet());
        }
        return names;
    }

    private static @Nullable String words(@Nullable List<String> arguments) {
        return arguments == null ? null : String.join(" ", arguments);
    }

    private static @Nullable String settings(@Nullable SortedMap<String, Long> figures) {
        if (figures == null) return null;
        return figures.entrySet().stream()
                .map(figure -> figure.getKey() + "=" + figure.getValue())
                .collect(Collectors.joining(" "));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append(cells.stream().map(RunSetCsv::cell).collect(Collectors.joining(",")))
                .append(END);
    }

    /// In quotes where a reader would not take it as it is. A spreadsheet takes what begins like a formula for one, so
    /// that has an apostrophe before it, unless it is a number.
    private static String cell(String value) {
        var safe = value;
        if (!value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 && !isNumber(value)) safe = "'" + value;
        boolean plain = safe.chars().allMatch(each -> each != ',' && each != '"' && each != '\n' && each != '\r');
        return plain ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }

    private static boolean isNumber(String value) {
        return value.matches("-?[0-9]+(\\.[0-9]+)?");
    }
}
