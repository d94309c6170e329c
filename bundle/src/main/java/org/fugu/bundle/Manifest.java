package org.fugu.bundle;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.NearestWord;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// What `fugu.yaml` says, checked: names refer to things that are there, numbers are in range.
///
/// @param name the bundle's name, lower case
/// @param version free text without spaces, for people
/// @param programs by name; none in a library OS
/// @param library the shared object of a library OS for others' programs; null in a bundle of programs
/// @param libos the library OS that the programs ask for; null if it is linked into them
/// @param run what a run does unless told otherwise
/// @param benchmarks in the order of the file, names unique
/// @param acknowledged reasons why a benchmark, or `BENCHMARK/MEASURE`, cannot be compared on purpose
public record Manifest(
        String name,
        String version,
        SortedMap<String, Program> programs,
        @Nullable Library library,
        @Nullable LibraryReference libos,
        Run run,
        List<Benchmark> benchmarks,
        SortedMap<String, String> acknowledged) {
    public static final String FILE = "fugu.yaml";

    public Manifest {
        programs = Collections.unmodifiableSortedMap(new TreeMap<>(programs));
        benchmarks = List.copyOf(benchmarks);
        acknowledged = Collections.unmodifiableSortedMap(new TreeMap<>(acknowledged));
    }

    /// One ELF executable.
    ///
    /// @param file its path in the bundle
    public record Program(String file) {}

    /// A library OS, to be bound to programs of others.
    ///
    /// @param file the path of the shared object in the bundle
    public record Library(String file) {}

    /// Whether the bundle is a library OS, and has no programs.
    public boolean isLibraryOs() {
        return library != null;
    }

    /// Where and with what a program runs.
    ///
    /// @param program a key of [Manifest#programs]; null when there are several and none was named
    /// @param machine a preset's name
    /// @param nodes how many nodes of the mesh get an environment; null for all
    public record Setting(
            @Nullable String program,
            List<String> args,
            String machine,
            MeshShape mesh,
            @Nullable Integer nodes,
            Fidelity fidelity,
            long seed,
            LimitsGiven limits) {
        public Setting {
            args = List.copyOf(args);
        }

        private Setting within(long cycles) {
            long allowed = limits.complete().cycles();
            var less = new LimitsGiven(Math.min(cycles, allowed), null, null, null).or(limits);
            return new Setting(program, args, machine, mesh, nodes, fidelity, seed, less);
        }
    }

    /// The default run and what is expected of it.
    ///
    /// @param disk path of a file in the bundle with what the disks of its nodes hold when it begins, or null
    ///     if it has no disk
    /// @param inputs what its programs can read
    public record Run(
            Setting setting, Expect expect, @Nullable String disk, Inputs inputs) {}

    /// What the default run's programs can read, as paths of files in the bundle.
    ///
    /// @param standard the standard input, or null if there is none
    /// @param files by the names under which the programs find them
    public record Inputs(@Nullable String standard, SortedMap<String, String> files) {
        public static final Inputs NONE = new Inputs(null, Collections.emptySortedMap());

        public Inputs {
            files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        }
    }

    /// How the default run must end.
    ///
    /// @param exitCode 0 to 255, or null for any
    /// @param console path of a file in the bundle with the expected console, or null for any
    public record Expect(
            @Nullable Integer exitCode, @Nullable String console) {
        public static final Expect ANYTHING = new Expect(null, null);
    }

    /// A run whose figures are compared between versions of the bundle.
    ///
    /// @param measures what is compared: `cycles`, `instructions`, `messages_sent`,
    ///     `messages_received`, a metric that the program reports, `region.NAME.cycles` of a region
    ///     here, or a counter of the machine as `counter:NAME`, added up over the nodes
    /// @param regions functions of the program by the name of what they are together
    public record Benchmark(
            String name,
            Setting setting,
            List<MeasurePattern> measures,
            SortedMap<String, List<String>> regions,
            Thresholds thresholds) {
        public Benchmark {
            measures = List.copyOf(measures);
            regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
        }

        /// The same with so much simulated time at most.
        public Benchmark within(long cycles) {
            return new Benchmark(name, setting.within(cycles), measures, regions, thresholds);
        }
    }

    /// A program by its name.
    ///
    /// @throws IllegalArgumentException naming those there are, if it is none of them
    public Program program(String wanted) {
        var program = programs.get(wanted);
        if (program != null) return program;
        if (isLibraryOs()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is a library OS and has no programs; run a program on it: "
                            + "./fugu run PROGRAM --libos " + name + "@" + version);
        }
        throw new IllegalArgumentException("the bundle has no program '" + wanted + "'; it has: "
                + String.join(", ", programs.keySet()) + NearestWord.hint(wanted, programs.keySet()));
    }

    /// Refuses a bundle that lacks a file this manifest names.
    void requireFiles(Set<String> paths) {
        programs.forEach((program, at) -> {
            if (!paths.contains(at.file())) {
                throw missing(at.file(), "/programs/" + program + "/file", paths);
            }
        });
        if (library != null && !paths.contains(library.file())) throw missing(library.file(), "/library/file", paths);
        if (libos instanceof LibraryReference.InBundle(var path) && !paths.contains(path)) {
            throw missing(path, "/libos", paths);
        }
        var console = run.expect().console();
        if (console != null && !paths.contains(console)) throw missing(console, "/run/expect/console", paths);
        var disk = run.disk();
        if (disk != null && !paths.contains(disk)) throw missing(disk, "/run/disk", paths);
        var standard = run.inputs().standard();
        if (standard != null && !paths.contains(standard)) throw missing(standard, "/run/stdin", paths);
        run.inputs().files().forEach((name, path) -> {
            if (!paths.contains(path)) throw missing(path, "/run/inputs/" + name.replace("/", "~1"), paths);
        });
    }

    private static BundleRejectedException missing(String file, String pointer, Set<String> paths) {
        var detail = "the bundle has no file '" + file + "'" + NearestWord.hint(file, paths);
        return new BundleRejectedException(
                BundleRefusal.PROGRAM_MISSING.code(), detail, List.of(new Violation(pointer, detail)));
    }
}
