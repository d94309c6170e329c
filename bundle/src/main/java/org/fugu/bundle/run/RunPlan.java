package org.fugu.bundle.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LibraryReference;
import org.fugu.bundle.Manifest;
import org.fugu.bundle.Violation;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.fugu.exokernel.abi.Structure;
import org.fugu.exokernel.loader.LayoutSeeds;
import org.fugu.exokernel.run.DiskContents;
import org.fugu.exokernel.run.InputDigests;
import org.fugu.exokernel.run.JobFiles;
import org.fugu.exokernel.run.JobReport;
import org.fugu.exokernel.run.JobRequest;
import org.fugu.exokernel.run.LibraryOs;
import org.fugu.exokernel.run.Limits;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.exokernel.run.Turns;
import org.fugu.machine.Fidelity;
import org.fugu.machine.MachineConfig;
import org.fugu.machine.preset.Conflict;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// A run that can be started, and what is expected of its jobs.
///
/// @param jobs in the order of the request's
public record RunPlan(List<PlannedJob> jobs, RunRequest request) {
    public RunPlan {
        jobs = List.copyOf(jobs);
    }

    /// Puts the options over the manifest's `run`.
    ///
    /// @throws InvalidRunException with everything that does not fit
    public static RunPlan of(Bundle bundle, RunOptions options) {
        return new Planner(bundle, options).plan();
    }

    /// The same run with the parts of each job moved.
    public RunPlan moved(LayoutSeeds by) {
        return new RunPlan(jobs, request.moved(by));
    }

    /// The same run with the operating system of each job structured like that.
    public RunPlan on(Structure structure) {
        return new RunPlan(jobs, request.on(structure));
    }

    /// Lets other bundles run on the same machine. The options' mesh is the machine's; without one the
    /// machine is just large enough. A job that comes to the rectangle of another one ends that,
    /// unless they have turns.
    ///
    /// @param turns how jobs in one rectangle have it in turns, or null
    /// @param place of the first bundle, or null for one of its manifest's mesh in the upper left corner
    /// @throws InvalidRunException with everything that does not fit
    public static RunPlan of(
            Bundle bundle,
            RunOptions options,
            @Nullable MeshRectangle place,
            List<Beside> others,
            @Nullable Turns turns) {
        if (place == null && others.isEmpty()) return of(bundle, options);
        return CoRunPlanner.plan(bundle, options, place, others, turns);
    }

    /// The run that was kept, on so many host threads. The manifest's `run` has no part in it.
    ///
    /// @throws IllegalArgumentException when the bundle is not the one that it is a run of
    public static RunPlan of(Bundle bundle, RunInputs inputs, int threads) {
        return of(Collections.nCopies(inputs.jobs().size(), new JobBundles(bundle)), inputs, threads);
    }

    /// The same of a run whose jobs are of different bundles.
    ///
    /// @param bundles by the order of the jobs
    /// @throws IllegalArgumentException when one is not the bundle of its job
    public static RunPlan of(List<JobBundles> bundles, RunInputs inputs, int threads) {
        var files = new ArrayList<JobFiles>();
        for (int i = 0; i < inputs.jobs().size(); i++) {
            files.add(bundles.get(i).files(inputs.jobs().get(i)));
        }
        var request = inputs.request(
                files, MachineConfig.usefulThreads(threads, inputs.mesh().nodes()));
        var jobs = new ArrayList<PlannedJob>();
        for (int i = 0; i < bundles.size(); i++) {
            jobs.add(planned(bundles.get(i).application(), request.jobs().get(i)));
        }
        return new RunPlan(jobs, request);
    }

    private static PlannedJob planned(Bundle bundle, JobRequest job) {
        return new Planner(bundle, RunOptions.NONE).planned(job);
    }

    /// The bundle that the run is named after.
    public Bundle bundle() {
        return jobs.getFirst().bundle();
    }

    public Expectation expectation() {
        return jobs.getFirst().expectation();
    }

    /// The report as the manifests judge it, with what the programs' files say of their ends.
    public RunReport judge(RunReport report) {
        return report.seen(
                jobs.stream().<UnaryOperator<JobReport>>map(job -> job::judge).toList());
    }

    /// One planning; gathers complaints and goes on with harmless values.
    private static final class Planner {
        private final Bundle bundle;
        private final RunOptions options;
        private final Manifest.Setting usual;
        private final List<Violation> violations = new ArrayList<>();

        Planner(Bundle bundle, RunOptions options) {
            this.bundle = bundle;
            this.options = options;
            this.usual = bundle.manifest().run().setting();
        }

        RunPlan plan() {
            var program = program();
            var mesh = mesh();
            var nodes = nodes(mesh);
            var fidelity = checked("/fidelity", this::fidelity);
            var limits =
                    checked("/limits", () -> options.limits().or(usual.limits()).complete());
            var preset = preset();
            var args = options.args() != null ? options.args() : usual.args();
            if (program != null) {
                checked("/args", () -> {
                    RunRequest.requireArgumentsFit(program, args);
                    return args;
                });
            }
            if (options.threads() < 1 || options.threads() > 64) {
                complain("/threads", options.threads() + " host threads: from 1 to 64 are possible");
            }
            var structure = checked("/structure", options.system()::structure);
            var library = library();
            boolean isServer = structure != null && structure.placement() == LibraryPlacement.SERVER;
            if (isServer && library == null && bundle.manifest().libos() == null) {
                complain(
                        "/structure",
                        "placement server is for a library OS apart from the program, and this one has its own in it;"
                                + " build it with `libos := apart`, and name a library OS (--libos, or libos in the"
                                + " manifest)");
            }
            if (program == null || mesh == null || fidelity == null || limits == null || preset == null) {
                throw new InvalidRunException(violations);
            }
            if (!violations.isEmpty() || structure == null) throw new InvalidRunException(violations);
            var request = request(program, args, preset, mesh, nodes, fidelity, limits);
            var disk = disk();
            var contents = disk == null ? null : new DiskContents(disk);
            var onDisk = checked("/disk", () -> request.on(structure, library, contents));
            var whole = onDisk == null ? null : checked("/inputs", () -> onDisk.reading(inputs()));
            if (whole == null) throw new InvalidRunException(violations);
            return new RunPlan(List.of(planned(whole.first())), whole);
        }

        /// What the disks hold when the run begins: what the options say, or the manifest; null for no disk.
        private byte @Nullable [] disk() {
            var given = options.system().disk();
            return given != null ? given : JobBundles.disk(bundle);
        }

        private @Nullable InputContents inputs() {
            return JobBundles.over(options.system().inputs(), JobBundles.inputs(bundle));
        }

        private RunRequest request(
                String program,
                List<String> args,
                Preset preset,
                MeshShape mesh,
                int nodes,
                Fidelity fidelity,
                Limits limits) {
            return new RunRequest(
                    bundle.image(program),
                    bundle.identity(),
                    program,
                    args,
                    preset,
                    mesh,
                    nodes,
                    fidelity,
                    options.seed() != null ? options.seed() : usual.seed(),
                    limits,
                    MachineConfig.usefulThreads(options.threads(), mesh.nodes()));
        }

        PlannedJob planned(JobRequest job) {
            var expectation = hasUsualInputs(job) ? Expectation.of(bundle) : Expectation.ANYTHING;
            return new PlannedJob(bundle, job.program(), expectation);
        }

        /// What the program can see of its run, apart from the clock.
        private boolean hasUsualInputs(JobRequest request) {
            int usualNodes =
                    usual.nodes() != null ? usual.nodes() : usual.mesh().nodes();
            return request.program().equals(usual.program())
                    && request.arguments().equals(usual.args())
                    && request.rectangle().shape().equals(usual.mesh())
                    && request.nodes() == usualNodes
                    && request.seed() == usual.seed()
                    && Arrays.equals(
                            request.disk() == null ? null : request.disk().bytes(), JobBundles.disk(bundle))
                    && Objects.equals(digests(request.inputs()), digests(JobBundles.inputs(bundle)));
        }

        private static @Nullable InputDigests digests(@Nullable InputContents inputs) {
            return inputs == null ? null : InputDigests.of(inputs);
        }

        /// The one that was asked for, or that the manifest names.
        private @Nullable LibraryOs library() {
            var chosen = options.system().library();
            var named = bundle.manifest().libos();
            if (chosen != null) {
                return checked(
                        "/libos",
                        () -> new LibraryOs(
                                chosen.manifest().name(),
                                chosen.manifest().version(),
                                chosen.identity(),
                                chosen.libraryImage()));
            }
            return switch (named) {
                case null -> null;
                case LibraryReference.InBundle(var path) ->
                    new LibraryOs(
                            bundle.manifest().name(),
                            bundle.manifest().version(),
                            bundle.identity(),
                            bundle.file(path));
                case LibraryReference.Named wanted -> {
                    complain("/libos", "the program asks for the library OS " + wanted + "; give its bundle with it");
                    yield null;
                }
            };
        }

        private @Nullable String program() {
            var name = options.program() != null ? options.program() : usual.program();
            var known = bundle.manifest().programs().keySet();
            if (bundle.manifest().isLibraryOs()) {
                return checked(
                        "/program",
                        () -> bundle.manifest()
                                .program(name == null ? "" : name)
                                .file());
            }
            if (name == null) {
                complain("/program", "the bundle has several programs; name one of " + String.join(", ", known));
                return null;
            }
            return checked("/program", () -> {
                bundle.manifest().program(name);
                return name;
            });
        }

        private Fidelity fidelity() {
            return options.fidelity() != null ? Fidelity.parse(options.fidelity()) : usual.fidelity();
        }

        private @Nullable MeshShape mesh() {
            var mesh = options.mesh();
            if (mesh != null) return checked("/mesh", () -> MeshShape.parse(mesh));
            var nodes = options.nodes();
            if (nodes == null || nodes == usual.mesh().nodes()) return usual.mesh();
            return checked("/nodes", () -> MeshShape.ofNodes(nodes));
        }

        private int nodes(@Nullable MeshShape mesh) {
            if (mesh == null) return 1;
            var nodes = Objects.requireNonNullElse(options.nodes(), usualNodes(mesh));
            if (nodes < 1 || nodes > mesh.nodes()) {
                complain("/nodes", nodes + " nodes on a mesh of " + mesh + ": from 1 to " + mesh.nodes() + " fit");
            }
            return nodes;
        }

        /// The manifest's number of nodes belongs to the manifest's mesh.
        private int usualNodes(MeshShape mesh) {
            boolean same = mesh.equals(usual.mesh());
            return same && usual.nodes() != null ? usual.nodes() : mesh.nodes();
        }

        private @Nullable Preset preset() {
            var name = options.machine() != null ? options.machine() : usual.machine();
            var preset = checked("/machine", () -> Preset.named(name));
            int before = violations.size();
            for (var figure : options.figures().entrySet()) {
                var machine = preset;
                if (machine == null) return null;
                var changed =
                        checked(override(figure.getKey()), () -> machine.with(figure.getKey(), figure.getValue()));
                if (changed != null) preset = changed;
            }
            // Without a figure that was refused the others may not go together.
            if (preset != null && violations.size() == before)
                preset.conflicts().forEach(this::complain);
            return preset;
        }

        /// The first figure that somebody chose is to blame.
        private void complain(Conflict conflict) {
            var blamed = conflict.figures().stream()
                    .filter(options.figures()::containsKey)
                    .findFirst()
                    .orElse(conflict.figures().getFirst());
            complain(override(blamed), conflict.detail());
        }

        private static String override(String figure) {
            return "/overrides/" + figure;
        }

        private <T> @Nullable T checked(String pointer, Supplier<T> made) {
            try {
                return made.get();
            } catch (IllegalArgumentException e) {
                complain(pointer, String.valueOf(e.getMessage()));
                return null;
            }
        }

        private void complain(String pointer, String detail) {
            violations.add(new Violation(pointer, detail));
        }
    }
}
