package org.fugu.bundle.observe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// A file for speedscope: profiles of stacks that weigh cycles. Nothing was sampled, "sampled" is only
/// the format's word for stacks with weights. They have no order in time, so the heaviest come first:
/// speedscope opens with a view of what came when.
public final class SpeedscopeFile {
    private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";
    private static final JsonMapper MAPPER = new JsonMapper();

    private final String name;
    private final Map<String, Integer> frames = new LinkedHashMap<>();
    private final List<Map<String, Object>> profiles = new ArrayList<>();

    /// @param name for people
    public SpeedscopeFile(String name) {
        this.name = name;
    }

    /// Adds a profile.
    ///
    /// @param stacks cycles by stack, its outermost frame first
    public void add(String profileName, Map<List<String>, Long> stacks) {
        var weights = new TreeMap<List<String>, Long>(SpeedscopeFile::compare);
        weights.putAll(stacks);
        var outermost = new TreeMap<String, Long>();
        weights.forEach((stack, cycles) -> outermost.merge(stack.getFirst(), cycles, Long::sum));
        long sum = weights.values().stream().mapToLong(Long::longValue).sum();
        // The sort is stable: what weighs the same stays in the order of the names.
        var heaviestFirst = weights.entrySet().stream()
                .sorted(Comparator.<Map.Entry<List<String>, Long>>comparingLong(
                                stack -> -outermost.getOrDefault(stack.getKey().getFirst(), 0L))
                        .thenComparing(stack -> stack.getKey().getFirst())
                        .thenComparingInt(stack -> -stack.getKey().size())
                        .thenComparingLong(stack -> -stack.getValue()))
                .toList();

        var profile = new LinkedHashMap<String, Object>();
        profile.put("type", "sampled");
        profile.put("name", profileName);
        profile.put("unit", "none");
        profile.put("startValue", 0);
        profile.put("endValue", sum);
        profile.put(
                "samples",
                heaviestFirst.stream().map(stack -> numbers(stack.getKey())).toList());
        profile.put("weights", heaviestFirst.stream().map(Map.Entry::getValue).toList());
        profiles.add(profile);
    }

    private List<Integer> numbers(List<String> stack) {
        return stack.stream()
                .map(frame -> frames.computeIfAbsent(frame, _ -> frames.size()))
                .toList();
    }

    /// An order of stacks that depends on nothing but their frames.
    public static int compare(List<String> one, List<String> two) {
        for (int i = 0; i < Math.min(one.size(), two.size()); i++) {
            int order = one.get(i).compareTo(two.get(i));
            if (order != 0) return order;
        }
        return Integer.compare(one.size(), two.size());
    }

    /// The file's text, with what was added until now.
    public String text() {
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
}
