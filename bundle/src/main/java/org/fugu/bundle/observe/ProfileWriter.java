package org.fugu.bundle.observe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.exokernel.job.CycleProfile;
import tools.jackson.databind.json.JsonMapper;

/// A profile in speedscope's file format: the whole machine first, then each node. A stack is a
/// function, and under it what its instructions waited for; its weight is cycles. Nothing was
/// sampled, "sampled" is only the format's word for stacks with weights. They have no order in time,
/// so the heaviest functions come first: speedscope opens with a view of what came when.
public final class ProfileWriter {
    private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Map<String, Integer> frames = new LinkedHashMap<>();

    private ProfileWriter() {}

    /// The file's text.
    ///
    /// @param name of the run, for people
    public static String write(String name, CycleProfile profile) {
        return new ProfileWriter().text(name, profile);
    }

    private String text(String name, CycleProfile profile) {
        var profiles = new ArrayList<Map<String, Object>>();
        var all = profile.nodes().stream().flatMap(node -> node.entries().stream());
        profiles.add(profile("all nodes", all.toList()));
        for (var node : profile.nodes()) profiles.add(profile("node " + node.node(), node.entries()));

        var file = new LinkedHashMap<String, Object>();
        file.put("$schema", SCHEMA);
        file.put("exporter", "fugu");
        file.put("name", name);
        file.put("activeProfileIndex", 0);
        file.put(
                "shared",
                Map.of(
                        "frames",
                        frames.keySet().stream()
                                .map(frame -> Map.of("name", frame))
                                .toList()));
        file.put("profiles", profiles);
        return MAPPER.writeValueAsString(file);
    }

    private Map<String, Object> profile(String name, List<CycleProfile.Entry> entries) {
        var weights = new TreeMap<List<String>, Long>(ProfileWriter::compare);
        var functions = new HashMap<String, Long>();
        for (var entry : entries) {
            var stack = stack(entry);
            weights.merge(stack, entry.cycles(), Long::sum);
            functions.merge(stack.getFirst(), entry.cycles(), Long::sum);
        }
        long sum = weights.values().stream().mapToLong(Long::longValue).sum();
        // The sort is stable: what weighs the same stays in the order of the names.
        var heaviestFirst = weights.entrySet().stream()
                .sorted(Comparator.<Map.Entry<List<String>, Long>>comparingLong(
                                stack -> -functions.getOrDefault(stack.getKey().getFirst(), 0L))
                        .thenComparing(stack -> stack.getKey().getFirst())
                        .thenComparingInt(stack -> -stack.getKey().size())
                        .thenComparingLong(stack -> -stack.getValue()))
                .toList();

        var profile = new LinkedHashMap<String, Object>();
        profile.put("type", "sampled");
        profile.put("name", name);
        profile.put("unit", "none");
        profile.put("startValue", 0);
        profile.put("endValue", sum);
        profile.put(
                "samples",
                heaviestFirst.stream().map(stack -> numbers(stack.getKey())).toList());
        profile.put("weights", heaviestFirst.stream().map(Map.Entry::getValue).toList());
        return profile;
    }

    private static int compare(List<String> one, List<String> two) {
        for (int i = 0; i < Math.min(one.size(), two.size()); i++) {
            int order = one.get(i).compareTo(two.get(i));
            if (order != 0) return order;
        }
        return Integer.compare(one.size(), two.size());
    }

    private List<Integer> numbers(List<String> stack) {
        return stack.stream()
                .map(frame -> frames.computeIfAbsent(frame, _ -> frames.size()))
                .toList();
    }

    /// Who has nothing to do is in no function.
    private static List<String> stack(CycleProfile.Entry entry) {
        var doing = "(" + entry.category().wireName().replace('_', ' ') + ")";
        return switch (entry.category()) {
            case COMPUTE -> List.of(entry.function());
            case IDLE -> List.of(doing);
            case MESSAGE_HANDLER, LOCAL_MISS, REMOTE_MISS, TLB_REFILL, KERNEL, COHERENCE, NETWORK, SWITCH ->
                List.of(entry.function(), doing);
        };
    }
}
