package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LibraryReference;
import org.fugu.bundle.LimitsGiven;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.machine.Machine;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every prebuilt bundle does on every machine in every fidelity, and what the small runs of
/// the benchmark programs do, is what the file of digests says: outcome, cycles and digests.
///
/// The file is the guard of every change that shall change nothing. It is renewed together with the
/// model's version, or when a bundle or a machine changed.
class DigestsIT {
    private static final Path ROOT =
            Path.of(System.getProperty("fugu.root", "..")).toAbsolutePath().normalize();
    private static final Path FILE = ROOT.resolve("bundle/src/test/resources/org/fugu/bundle/run/digests.txt");
    private static final String RENEW = "./mvnw -pl bundle -am -Dtest=DigestsIT"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dfugu.digests=write test";

    /// `all`, `write`, `write:PROGRAM,...` for the lines of those programs only, or a tenth.
    private static final String EXTENT = System.getProperty("fugu.digests", "tenth");

    private static final boolean WRITES = EXTENT.startsWith("write");

    private static final long SEED = Long.getLong("fugu.seed", 20261128);

    private static final List<String> FIDELITIES = List.of("functional", "timing", "relaxed:100");
    private static final MeshShape LARGEST = new MeshShape(2, 2);

    /// RunSamples that would go on end here: the machine's state at that cycle is in the digest too.
    private static final long CYCLES_MOST = 2_000_000;

    private static final int DIGITS = 16;

    /// More than their manifests and [BenchPrograms#small] show: several contexts, and more nodes.
    private static final List<BenchPrograms.Run> LARGER = List.of(
            new BenchPrograms.Run("test/storm", "3x1", List.of("3", "3")),
            new BenchPrograms.Run("test/litmus", "4x2", List.of("8", "4")),
            new BenchPrograms.Run("bench/hide", "4x1", List.of("32", "2", "4")),
            new BenchPrograms.Run("bench/barrier", "8x8", List.of("message", "10")),
            new BenchPrograms.Run("bench/alltoall", "4x4", List.of("message", "2")),
            new BenchPrograms.Run("bench/alltoall", "5x3", List.of("shared", "1")),
            new BenchPrograms.Run("bench/lu", "4x4", List.of("16", "2")),
            new BenchPrograms.Run("bench/fft", "4x4", List.of("128", "2")),
            new BenchPrograms.Run("bench/radix", "4x4", List.of("512", "2")),
            new BenchPrograms.Run("bench/stencil", "4x4", List.of("32", "4", "2")),
            new BenchPrograms.Run("bench/matmul", "5x3", List.of("19", "2")),
            new BenchPrograms.Run("pingpong", "1x1", List.of("100")));

    /// All that can be, at once; nothing; as usual; in regions of one instruction, and of three; without room
    /// for more than two.
    private static final List<CodeCache> WAYS = Stream.of(
                    new TranslationPolicy(1, 200, 2_000),
                    TranslationPolicy.NOTHING,
                    TranslationPolicy.DEFAULT,
                    new TranslationPolicy(1, 1, 2_000),
                    new TranslationPolicy(1, 3, 2_000),
                    new TranslationPolicy(20, 200, 2))
            .map(CodeCache::new)
            .toList();

    /// Whether each run is made in all ways to translate, instead of one.
    private static final boolean ALL_WAYS =
            System.getProperty("fugu.ways", "one").equals("all");

    /// @param program of `guest/prebuilt`
    /// @param arguments null for those of the manifest
    record Case(String program, @Nullable List<String> arguments, String mesh, String machine, String fidelity) {
        @Override
        public String toString() {
            var given = arguments == null || arguments.isEmpty() ? "" : ":" + String.join(",", arguments);
            return program + given + " " + machine + " " + mesh + " " + fidelity;
        }

        String result(CodeCache translations) throws IOException {
            var options = new RunOptions(
                    null,
                    arguments,
                    machine,
                    mesh,
                    null,
                    fidelity,
                    null,
                    new LimitsGiven(CYCLES_MOST, null, null, null),
                    Collections.emptySortedMap(),
                    1);
            try {
                var bundle = bundle(program);
                if (bundle.manifest().libos() instanceof LibraryReference.Named(var name, var version)) {
                    options = options.on(SystemChoice.of(bundle("libos/" + name + "-" + version)));
                }
                var request = RunPlan.of(bundle, options).request();
                return line(Exokernel.run(request, RunObserver.NONE, translations));
            } catch (InvalidRunException e) {
                return "refused: " + e.getMessage();
            }
        }

        /// What is translated changes nothing: each case has its own way, another one for another seed. Those of
        /// one program have each way in turn, and so have those of one machine.
        int way() {
            int place = Preset.names().indexOf(machine) * FIDELITIES.size() + FIDELITIES.indexOf(fidelity);
            return Math.floorMod(Objects.hash(program, arguments, mesh) + place + SEED, WAYS.size());
        }

        private static String line(RunReport report) {
            var exit = report.exitCode() == null ? "" : ":" + report.exitCode();
            return report.outcome().wireName() + exit + " " + report.cycles() + " " + shortened(report.digest()) + " "
                    + shortened(report.resultDigest());
        }

        private static String shortened(String digest) {
            return digest.substring(0, DIGITS);
        }
    }

    private static Bundle bundle(String program) throws IOException {
        return Bundle.read(Files.readAllBytes(ROOT.resolve("guest/prebuilt/" + program + ".zip")));
    }

    private static List<String> programs() throws IOException {
        var prebuilt = ROOT.resolve("guest/prebuilt");
        try (Stream<Path> files = Files.walk(prebuilt)) {
            return files.map(file -> prebuilt.relativize(file).toString())
                    .filter(name -> name.endsWith(".zip") && !name.startsWith("libos/"))
                    .map(name -> name.substring(0, name.length() - ".zip".length()))
                    .sorted()
                    .toList();
        }
    }

    private static List<Case> cases() throws IOException {
        var cases = new ArrayList<Case>();
        for (var program : programs()) {
            var usual = bundle(program).manifest().run().setting().mesh();
            var mesh = usual.nodes() <= LARGEST.nodes() ? usual : LARGEST;
            addEverywhere(cases, program, null, mesh.toString());
        }
        for (var run : BenchPrograms.small()) addEverywhere(cases, run.name(), run.arguments(), run.mesh());
        for (var run : LARGER) addEverywhere(cases, run.name(), run.arguments(), run.mesh());
        return cases;
    }

    private static void addEverywhere(List<Case> cases, String program, @Nullable List<String> arguments, String mesh) {
        for (var machine : Preset.names())
            for (var fidelity : FIDELITIES) {
                var each = new Case(program, arguments, mesh, machine, fidelity);
                // A listed run without arguments may be the bundle's own.
                if (cases.stream().noneMatch(other -> other.toString().equals(each.toString()))) cases.add(each);
            }
    }

    /// A tenth at random, in which every program and every machine is, each with every way to translate.
    private static List<Case> tenth(List<Case> all) {
        var shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(SEED));
        var seen = new HashSet<String>();
        var chosen = new ArrayList<Case>();
        var rest = new ArrayList<Case>();
        for (var each : shuffled) {
            boolean isNew = seen.add("program " + each.program() + " " + each.way());
            isNew |= seen.add("machine " + each.machine() + " " + each.way());
            (isNew ? chosen : rest).add(each);
        }
        int missing = Math.max(0, all.size() / 10 - chosen.size());
        chosen.addAll(rest.subList(0, missing));
        return chosen;
    }

    /// The results in the order of the cases; as many run side by side as there are processors.
    private static SortedMap<String, String> results(List<Case> cases, ToIntFunction<Case> way)
            throws InterruptedException, ExecutionException {
        var results = new TreeMap<String, String>();
        try (var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var waiting = new TreeMap<String, Future<String>>();
            for (var each : cases)
                waiting.put(each.toString(), pool.submit(() -> each.result(WAYS.get(way.applyAsInt(each)))));
            for (var each : waiting.entrySet())
                results.put(each.getKey(), each.getValue().get());
        }
        return results;
    }

    /// The lines of the file: from a case to what came of it.
    private static SortedMap<String, String> recorded() throws IOException {
        var recorded = new TreeMap<String, String>();
        for (var line : Files.readAllLines(FILE)) {
            if (line.startsWith("#")) continue;
            int end = line.indexOf(" -> ");
            recorded.put(line.substring(0, end).strip(), line.substring(end + 4));
        }
        return recorded;
    }

    private static String head() {
        return """
                # What every prebuilt bundle does on every machine: program[:arguments] machine mesh fidelity ->
                # outcome[:exit code], cycles, the first 16 digits of digest and resultDigest; or why the run is refused.
                # Runs end at cycle %d. Compared by DigestsIT; renewed, with the model's version, by
                #     %s
                # modelVersion %d
                """.formatted(CYCLES_MOST, RENEW, Machine.MODEL_VERSION);
    }

    private static List<Case> of(List<Case> all, String programs) {
        var names = List.of(programs.split(","));
        return all.stream().filter(each -> names.contains(each.program())).toList();
    }

    /// Lines of runs that were not made stay.
    private static void write(List<Case> all, SortedMap<String, String> results) throws IOException {
        var lines = recorded();
        lines.keySet().retainAll(all.stream().map(Case::toString).toList());
        lines.putAll(results);
        var text = new StringBuilder(head());
        lines.forEach((each, result) ->
                text.append(each).append(" -> ").append(result).append('\n'));
        Files.createDirectories(Objects.requireNonNull(FILE.getParent()));
        Files.writeString(FILE, text);
    }

    private static List<String> differences(SortedMap<String, String> results, String way) throws IOException {
        var recorded = recorded();
        var differences = new ArrayList<String>();
        results.forEach((each, result) -> {
            var before = recorded.get(each);
            if (!result.equals(before)) differences.add(way + each + "\n    was " + before + "\n    is  " + result);
        });
        return differences;
    }

    @Test
    void everyRunEndsAsItDid() throws IOException, InterruptedException, ExecutionException {
        var all = cases();
        var chosen = WRITES || EXTENT.equals("all") ? all : tenth(all);
        if (EXTENT.startsWith("write:")) chosen = of(all, EXTENT.substring("write:".length()));
        System.out.printf(
                "%d of %d runs, -Dfugu.seed=%d%s%n", chosen.size(), all.size(), SEED, ALL_WAYS ? ", all ways" : "");
        var differences = new ArrayList<String>();
        if (ALL_WAYS) {
            for (int i = 0; i < WAYS.size(); i++) {
                int way = i;
                differences.addAll(differences(results(chosen, _ -> way), "translated in way " + way + ", "));
            }
        } else {
            var results = results(chosen, Case::way);
            if (WRITES) write(all, results);
            differences.addAll(differences(results, ""));
        }
        assertThat(differences)
                .as(
                        "%d of %d runs ended otherwise than recorded (-Dfugu.seed=%d). If that is meant, raise the model's"
                                + " version and renew the file: %s",
                        differences.size(), chosen.size(), SEED, RENEW)
                .isEmpty();
    }

    @Test
    void theFileHasEveryRunAndNoOther() throws IOException {
        assumeFalse(WRITES, "the file is being written");
        var names = cases().stream().map(Case::toString).toList();
        assertThat(recorded().keySet()).as("renew the file: %s", RENEW).containsExactlyInAnyOrderElementsOf(names);
        assertThat(Files.readString(FILE)).as("renew the file: %s", RENEW).startsWith(head());
    }

    @Test
    void aTenthHasEveryProgramAndEveryMachine() throws IOException {
        var all = cases();
        var tenth = tenth(all);
        assertThat(tenth).doesNotHaveDuplicates().hasSizeBetween(all.size() / 10, all.size() / 8);
        assertThat(tenth.stream().map(Case::program).distinct()).containsAll(programs());
        assertThat(tenth.stream().map(Case::machine).distinct()).containsExactlyInAnyOrderElementsOf(Preset.names());
    }

    @Test
    void aTenthHasEveryWayToTranslateForEveryProgramAndEveryMachine() throws IOException {
        var tenth = tenth(cases());
        for (int i = 0; i < WAYS.size(); i++) {
            int way = i;
            var those = tenth.stream().filter(each -> each.way() == way).toList();
            assertThat(those.stream().map(Case::program).distinct()).containsAll(programs());
            assertThat(those.stream().map(Case::machine).distinct())
                    .containsExactlyInAnyOrderElementsOf(Preset.names());
        }
    }
}
