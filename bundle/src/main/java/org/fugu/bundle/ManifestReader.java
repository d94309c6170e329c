package org.fugu.bundle;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.Limits;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.NearestWord;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads `fugu.yaml`, strictly: what is not understood is refused, with its place.
final class ManifestReader {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_ITEMS = 256;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,63}");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9_]{1,32}");
    private static final Pattern FUNCTION = Pattern.compile("[A-Za-z0-9_.$]{1,128}");
    private static final Pattern SUBJECT = Pattern.compile("[a-z][a-z0-9._-]{0,63}(/(counter:)?[a-z0-9_.]{1,64})?");
    private static final Pattern REASON = Pattern.compile("[^\\p{Cntrl}]{1,200}");
    private static final Pattern PATH = Pattern.compile(".{1,240}");
    private static final Pattern ARGUMENT = Pattern.compile("[^\\x00]{0,4096}", Pattern.DOTALL);

    private static final List<String> APPLICATION_KEYS =
            List.of("fugu", "name", "version", "kind", "libos", "programs", "run", "benchmarks", "acknowledged");
    private static final List<String> LIBRARY_KEYS = List.of("fugu", "name", "version", "kind", "library");
    private static final List<String> SETTING_KEYS =
            List.of("program", "args", "machine", "mesh", "nodes", "fidelity", "seed", "limits");
    private static final List<String> RUN_KEYS =
            with(with(with(with(SETTING_KEYS, "expect"), "disk"), "stdin"), "inputs");
    private static final List<String> BENCHMARK_KEYS = with(SETTING_KEYS, "name", "measures", "regions", "thresholds");
    private static final Manifest.Setting USUAL = new Manifest.Setting(
            null, List.of(), "fugu", new MeshShape(1, 1), null, new Fidelity.Timing(), 0, LimitsGiven.NONE);

    private final List<Violation> violations = new ArrayList<>();
    private final SortedMap<String, Manifest.Program> programs = new TreeMap<>();

    private ManifestReader() {}

    /// @throws BundleRejectedException `manifest-invalid`, with all violations
    static Manifest read(byte[] yaml) {
        var reader = new ManifestReader();
        var manifest = reader.manifest(new YamlNode(load(yaml), "", reader.violations));
        if (reader.violations.isEmpty()) return manifest;
        throw invalid(reader.violations);
    }

    static BundleRejectedException invalid(List<Violation> violations) {
        var more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
        return new BundleRejectedException(
                BundleRefusal.MANIFEST_INVALID.code(), Manifest.FILE + ": " + violations.getFirst() + more, violations);
    }

    private static Object load(byte[] yaml) {
        if (yaml.length > BundleBounds.MAX_MANIFEST_BYTES) {
            throw invalid(List.of(new Violation("", "is larger than " + BundleBounds.MAX_MANIFEST_BYTES + " bytes")));
        }
        var settings = LoadSettings.builder()
                .setLabel(Manifest.FILE)
                .setCodePointLimit(BundleBounds.MAX_MANIFEST_BYTES)
                .setAllowDuplicateKeys(false)
                .build();
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(yaml))
                    .toString();
            requireShallow(new Parse(settings).parseString(text));
            var document = new Load(settings).loadFromString(text);
            if (document instanceof Map) return document;
            throw invalid(List.of(new Violation("", "must be a mapping that begins with 'fugu: 1'")));
        } catch (CharacterCodingException e) {
            throw invalid(List.of(new Violation("", "is not UTF-8 text")));
        } catch (YamlEngineException e) {
            throw invalid(List.of(new Violation(
                    "", "is not YAML: " + String.valueOf(e.getMessage()).strip())));
        }
    }

    /// The event parser needs no stack for depth; the loader after it does.
    private static void requireShallow(Iterable<Event> events) {
        int depth = 0;
        for (var event : events) {
            if (event instanceof AliasEvent) {
                throw invalid(List.of(new Violation("", "uses an alias ('*'); write the value out")));
            }
            if (tagOf(event).isPresent()) {
                throw invalid(List.of(new Violation("", "uses a tag ('!'); write the value without it")));
            }
            if (event instanceof CollectionStartEvent) depth++;
            if (event instanceof CollectionEndEvent) depth--;
            if (depth > MAX_DEPTH) throw invalid(List.of(new Violation("", "is nested too deeply")));
        }
    }

    private static Optional<String> tagOf(Event event) {
        return switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> Optional.empty();
        };
    }

    private Manifest manifest(YamlNode root) {
        boolean library = isLibrary(root.field("kind"));
        root.requireKeys(library ? LIBRARY_KEYS : APPLICATION_KEYS);
        if (root.field("fugu").isAbsent()) root.field("fugu").complain("is missing: write 'fugu: 1'");
        root.field("fugu").number(1, 1);
        if (!library) programs(root.field("programs"));
        var run = run(root.field("run"));
        return new Manifest(
                root.field("name").text("a name of a-z, 0-9, '.', '_', '-' that begins with a letter", NAME, "unnamed"),
                root.field("version")
                        .text("a version such as 1.0.0, in quotes if it looks like a number", VERSION, "0"),
                programs,
                library ? library(root.field("library")) : null,
                root.field("libos").isAbsent()
                        ? null
                        : root.field("libos").parsed(LibraryReference::parse, new LibraryReference.InBundle("")),
                run,
                benchmarks(root.field("benchmarks"), run.setting()),
                acknowledged(root.field("acknowledged")));
    }

    private static boolean isLibrary(YamlNode kind) {
        if (kind.isAbsent() || "application".equals(kind.value())) return false;
        boolean library = "libos".equals(kind.value());
        if (!library) kind.complain("is 'application', which may be left out, or 'libos'");
        return library;
    }

    private static Manifest.Library library(YamlNode node) {
        if (node.isAbsent()) node.complain("name the shared object, as in '{file: exos.so}'");
        node.requireKeys(List.of("file"));
        return new Manifest.Library(node.field("file").text("a path in the bundle", PATH, ""));
    }

    private void programs(YamlNode node) {
        if (node.names().isEmpty()) node.complain("name at least one program, as in 'hello: {file: hello.elf}'");
        for (var name : node.names()) {
            var program = node.field(name);
            if (!NAME.matcher(name).matches()) program.complain("a program's name is made of a-z, 0-9, '.', '_', '-'");
            program.requireKeys(List.of("file"));
            programs.put(name, new Manifest.Program(program.field("file").text("a path in the bundle", PATH, "")));
        }
    }

    private Manifest.Run run(YamlNode node) {
        node.requireKeys(RUN_KEYS);
        var disk = node.field("disk");
        return new Manifest.Run(
                setting(node, USUAL),
                expect(node.field("expect")),
                disk.isAbsent() ? null : disk.text("a path in the bundle", PATH),
                inputs(node.field("stdin"), node.field("inputs")));
    }

    private Manifest.Inputs inputs(YamlNode standard, YamlNode named) {
        named.requireMapping();
        var files = new TreeMap<String, String>();
        for (var name : named.names()) {
            var place = named.field(name);
            place.requireName(name, InputContents::requireName);
            var path = place.text("a path in the bundle", PATH);
            if (path != null) files.put(name, path);
        }
        if (files.size() > InputContents.MOST_FILES) {
            named.complain(files.size() + " input files: a run has at most " + InputContents.MOST_FILES);
        }
        return new Manifest.Inputs(standard.isAbsent() ? null : standard.text("a path in the bundle", PATH), files);
    }

    private Manifest.Expect expect(YamlNode node) {
        node.requireKeys(List.of("exitCode", "console"));
        var exitCode = node.field("exitCode").number(0, 255);
        var console = node.field("console");
        return new Manifest.Expect(
                exitCode == null ? null : exitCode.intValue(),
                console.isAbsent() ? null : console.text("a path in the bundle", PATH));
    }

    private Manifest.Setting setting(YamlNode node, Manifest.Setting usual) {
        var mesh = node.field("mesh").parsed(MeshShape::parse, usual.mesh());
        var nodes = node.field("nodes").number(1, NodeId.MAX_NODES);
        if (nodes != null && nodes > mesh.nodes()) {
            node.field("nodes").complain("a mesh of " + mesh + " has " + mesh.nodes() + " nodes");
        }
        var seed = node.field("seed").number(Long.MIN_VALUE, Long.MAX_VALUE);
        return new Manifest.Setting(
                program(node.field("program"), usual.program()),
                node.field("args").isAbsent() ? usual.args() : arguments(node.field("args")),
                node.field("machine").parsed(name -> Preset.named(name).name(), usual.machine()),
                mesh,
                nodes == null ? sameMesh(node, usual) : Integer.valueOf(nodes.intValue()),
                node.field("fidelity").parsed(Fidelity::parse, usual.fidelity()),
                seed == null ? usual.seed() : seed,
                limits(node.field("limits")).or(usual.limits()));
    }

    /// A number of nodes makes sense only with the mesh it was written for.
    private static @Nullable Integer sameMesh(YamlNode node, Manifest.Setting usual) {
        return node.field("mesh").isAbsent() ? usual.nodes() : null;
    }

    private @Nullable String program(YamlNode node, @Nullable String usual) {
        if (node.isAbsent()) {
            return usual == null && programs.size() == 1 ? programs.firstKey() : usual;
        }
        var name = String.valueOf(node.value());
        if (!programs.containsKey(name)) {
            node.complain("there is no program '" + name + "'" + NearestWord.hint(name, programs.keySet()));
        }
        return name;
    }

    private static List<String> arguments(YamlNode node) {
        var items = node.items();
        if (items.size() > MAX_ITEMS) node.complain("at most " + MAX_ITEMS + " arguments");
        return items.stream()
                .limit(MAX_ITEMS)
                .map(item -> item.text("text; put quotes around it", ARGUMENT, ""))
                .toList();
    }

    private static LimitsGiven limits(YamlNode node) {
        node.requireKeys(List.of("cycles", "instructions", "consoleBytes", "memoryBytes"));
        var limits = new LimitsGiven(
                node.field("cycles").number(1, Long.MAX_VALUE),
                node.field("instructions").number(1, Long.MAX_VALUE),
                node.field("consoleBytes").number(0, Long.MAX_VALUE),
                node.field("memoryBytes").number(1, Limits.MAX_MEMORY_BYTES));
        return node.parsed(ignored -> inRange(limits), LimitsGiven.NONE);
    }

    private static LimitsGiven inRange(LimitsGiven limits) {
        // The kernel knows the ranges: its own constructor refuses what does not fit.
        limits.complete();
        return limits;
    }

    private List<Manifest.Benchmark> benchmarks(YamlNode node, Manifest.Setting usual) {
        var items = node.items();
        if (items.size() > MAX_ITEMS) node.complain("at most " + MAX_ITEMS + " benchmarks");
        var names = new HashSet<String>();
        var benchmarks = new ArrayList<Manifest.Benchmark>();
        for (var item : items.subList(0, Math.min(MAX_ITEMS, items.size()))) {
            item.requireKeys(BENCHMARK_KEYS);
            var name = item.field("name").text("a name of a-z, 0-9, '.', '_', '-'", NAME, "unnamed");
            if (!names.add(name)) item.field("name").complain("the benchmark '" + name + "' is there twice");
            var regions = regions(item.field("regions"));
            var measures = measures(item.field("measures"), regions.keySet());
            benchmarks.add(new Manifest.Benchmark(
                    name, setting(item, usual), measures, regions, thresholds(item.field("thresholds"), measures)));
        }
        return benchmarks;
    }

    /// Without a list, what a region is for is measured too.
    private static List<MeasurePattern> measures(YamlNode node, Set<String> regions) {
        if (node.isAbsent()) {
            var cycles = regions.stream().map(region -> "region." + region + ".cycles");
            return Stream.concat(Stream.of("cycles"), cycles)
                    .map(MeasurePattern::new)
                    .toList();
        }
        return node.items().stream()
                .map(item -> item.parsed(MeasurePattern::new, new MeasurePattern("cycles")))
                .distinct()
                .toList();
    }

    private static SortedMap<String, List<String>> regions(YamlNode node) {
        var regions = new TreeMap<String, List<String>>();
        node.requireMapping();
        if (node.names().size() > MAX_ITEMS) node.complain("at most " + MAX_ITEMS + " regions");
        for (var name : node.names()) {
            var region = node.field(name);
            if (!REGION.matcher(name).matches()) {
                region.complain("a region's name is made of a-z, 0-9, '_'");
                continue;
            }
            var functions = region.items().stream()
                    .limit(MAX_ITEMS)
                    .map(item -> item.text("the name of a function", FUNCTION, ""))
                    .toList();
            if (functions.isEmpty()) region.complain("name at least one function, as in '[main]'");
            regions.put(name, functions);
        }
        return regions;
    }

    private static Thresholds thresholds(YamlNode node, List<MeasurePattern> measures) {
        node.requireMapping();
        var thresholds = new TreeMap<String, Threshold>();
        for (var measure : node.names()) {
            var threshold = node.field(measure);
            requireMeasure(threshold, measure, measures);
            threshold.requireKeys(List.of("increase", "decrease"));
            thresholds.put(
                    measure,
                    new Threshold(allowance(threshold.field("increase")), allowance(threshold.field("decrease"))));
        }
        return new Thresholds(thresholds);
    }

    /// A threshold that no measure could have would guard nothing.
    private static void requireMeasure(YamlNode threshold, String measure, List<MeasurePattern> measures) {
        try {
            var pattern = new MeasurePattern(measure);
            boolean guards = measures.stream().anyMatch(each -> pattern.matches(each.text()) || each.matches(measure));
            if (guards) return;
            var known = measures.stream().map(MeasurePattern::text).toList();
            threshold.complain(
                    "'" + measure + "' is none of the benchmark's measures" + NearestWord.hint(measure, known));
        } catch (IllegalArgumentException e) {
            threshold.complain(String.valueOf(e.getMessage()));
        }
    }

    private static SortedMap<String, String> acknowledged(YamlNode node) {
        node.requireMapping();
        if (node.names().size() > MAX_ITEMS) node.complain("at most " + MAX_ITEMS + " acknowledgements");
        var acknowledged = new TreeMap<String, String>();
        for (var subject : node.names()) {
            var reason = node.field(subject);
            if (!SUBJECT.matcher(subject).matches()) {
                reason.complain("'" + subject + "' is neither a BENCHMARK nor a BENCHMARK/MEASURE");
            }
            acknowledged.put(subject, reason.text("a reason of up to 200 characters", REASON, ""));
        }
        return acknowledged;
    }

    private static Threshold.@Nullable Allowance allowance(YamlNode node) {
        return node.isAbsent() ? null : node.parsed(Threshold.Allowance::parse, Threshold.Allowance.NONE);
    }

    private static List<String> with(List<String> keys, String... more) {
        return Stream.concat(keys.stream(), Stream.of(more)).toList();
    }
}
