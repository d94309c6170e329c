package org.fugu.exokernel.run;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.abi.KernelModel;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.fugu.exokernel.abi.PageTableChoice;
import org.fugu.exokernel.abi.Structure;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.loader.LayoutSeeds;
import org.fugu.exokernel.schedule.GangPlan;
import org.fugu.exokernel.wire.WireReader;
import org.fugu.exokernel.wire.WireWriter;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Figure;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// The fields of a request.
final class RequestWire {
    private static final int LONGEST_NAME = 1000;
    private static final int DIGEST = 64;
    private static final int MOST_FIGURES = 1000;

    private RequestWire() {}

    /// One job on a machine of its own.
    static void writeAlone(WireWriter out, RunInputs run) {
        writeProgram(out, run.first());
        writeMachine(out, run);
        out.field("nodes").number(run.nodes());
        out.field("fidelity").text(run.fidelity().toString());
        out.field("seed").number(run.seed());
        writeLimits(out, run.limits());
    }

    static RunInputs readAlone(WireReader in) {
        var program = program(in);
        var made = made(in);
        int nodes = in.field("nodes").intNumber(1, NodeId.MAX_NODES);
        var fidelity = fidelity(in);
        long seed = seed(in);
        var job = job(
                program,
                MeshRectangle.of(made.mesh()),
                nodes,
                seed,
                limits(in),
                0,
                LayoutSeeds.NONE,
                Structure.EXOKERNEL,
                null,
                null,
                null);
        return new RunInputs(List.of(job), null, made.machine(), made.overrides(), made.mesh(), fidelity);
    }

    /// How much a version says of each job.
    private enum Detail {
        PLACE,
        LAYOUT,
        STRUCTURE,
        INPUTS;

        boolean says(Detail other) {
            return compareTo(other) >= 0;
        }
    }

    static void write(WireWriter out, RunInputs run) {
        write(out, run, Detail.PLACE);
    }

    static void writeMoved(WireWriter out, RunInputs run) {
        write(out, run, Detail.LAYOUT);
    }

    static void writeStructured(WireWriter out, RunInputs run) {
        write(out, run, Detail.STRUCTURE);
    }

    static void writeReading(WireWriter out, RunInputs run) {
        write(out, run, Detail.INPUTS);
    }

    private static void write(WireWriter out, RunInputs run, Detail detail) {
        writeMachine(out, run);
        out.field("fidelity").text(run.fidelity().toString());
        // A quantum of 0: nobody shares nodes.
        var turns = run.turns();
        out.field("quantum").number(turns == null ? 0 : turns.quantum());
        out.field("skew").number(turns == null ? 0 : turns.skew());
        out.field("jobs").list(run.jobs(), job -> write(out, job, detail));
    }

    static RunInputs read(WireReader in) {
        return read(in, Detail.PLACE);
    }

    static RunInputs readMoved(WireReader in) {
        return read(in, Detail.LAYOUT);
    }

    static RunInputs readStructured(WireReader in) {
        return read(in, Detail.STRUCTURE);
    }

    static RunInputs readReading(WireReader in) {
        return read(in, Detail.INPUTS);
    }

    private static RunInputs read(WireReader in, Detail detail) {
        var made = made(in);
        var fidelity = fidelity(in);
        long quantum = in.field("quantum").number(0, GangPlan.MOST_QUANTUM);
        int skew = in.field("skew").intNumber(0, GangPlan.MOST_SKEW);
        var turns = quantum == 0 ? null : new Turns(quantum, skew);
        var jobs = in.field("jobs").list(JobIdentity.MOST, () -> job(in, detail));
        return new RunInputs(jobs, turns, made.machine(), made.overrides(), made.mesh(), fidelity);
    }

    private static void write(WireWriter out, JobInputs job, Detail detail) {
        out.open('{');
        writeProgram(out, job);
        out.field("rectangle").text(job.rectangle().toString());
        out.field("nodes").number(job.nodes());
        out.field("seed").number(job.seed());
        writeLimits(out, job.limits());
        out.field("startCycle").number(job.startCycle());
        if (detail.says(Detail.LAYOUT)) write(out, job.layout());
        if (detail.says(Detail.STRUCTURE)) {
            write(out, job.structure());
            out.field("libos").orNull(job.library(), library -> write(out, library));
            out.field("disk").orNull(job.disk(), disk -> out.text(disk.digest()));
        }
        if (detail.says(Detail.INPUTS)) out.field("inputs").orNull(job.inputs(), inputs -> write(out, inputs));
        out.close('}');
    }

    private static void write(WireWriter out, Structure structure) {
        out.field("structure").open('{');
        out.field("placement").text(structure.placement().wireName());
        out.field("kernel").text(structure.kernel().wireName());
        out.field("pageTable").text(structure.pageTable().wireName());
        out.close('}');
    }

    private static Structure structure(WireReader in) {
        in.field("structure").open('{');
        var structure = new Structure(
                LibraryPlacement.named(in.field("placement").text(LONGEST_NAME)),
                KernelModel.named(in.field("kernel").text(LONGEST_NAME)),
                PageTableChoice.named(in.field("pageTable").text(LONGEST_NAME)));
        in.close('}');
        return structure;
    }

    private static void write(WireWriter out, InputDigests inputs) {
        out.open('{');
        out.field("standard").orNull(inputs.standard(), out::text);
        out.field("files").map(inputs.files(), out::text);
        out.close('}');
    }

    private static InputDigests inputs(WireReader in) {
        in.open('{');
        var standard = in.field("standard").orNull(() -> in.text(DIGEST));
        var files = in.field("files").map(InputContents.MOST_FILES, () -> in.text(DIGEST));
        in.close('}');
        return new InputDigests(standard, files);
    }

    private static void write(WireWriter out, LibraryInputs library) {
        out.open('{');
        out.field("name").text(library.name());
        out.field("version").text(library.version());
        out.field("bundle").text(library.bundle());
        out.field("digest").text(library.digest());
        out.close('}');
    }

    private static LibraryInputs library(WireReader in) {
        in.open('{');
        var library = new LibraryInputs(
                in.field("name").text(LONGEST_NAME),
                in.field("version").text(LONGEST_NAME),
                in.field("bundle").text(DIGEST),
                in.field("digest").text(DIGEST));
        in.close('}');
        return library;
    }

    private static void write(WireWriter out, LayoutSeeds layout) {
        out.field("layout").open('{');
        out.field("pages").number(layout.pages());
        out.field("stack").number(layout.stack());
        out.field("placement").number(layout.placement());
        out.close('}');
    }

    private static LayoutSeeds layout(WireReader in) {
        in.field("layout").open('{');
        var layout =
                new LayoutSeeds(anySeed(in.field("pages")), anySeed(in.field("stack")), anySeed(in.field("placement")));
        in.close('}');
        return layout;
    }

    private static JobInputs job(WireReader in, Detail detail) {
        in.open('{');
        var program = program(in);
        var rectangle = MeshRectangle.parse(in.field("rectangle").text(LONGEST_NAME));
        int nodes = in.field("nodes").intNumber(1, NodeId.MAX_NODES);
        long seed = seed(in);
        var limits = limits(in);
        long start = in.field("startCycle").number(0, Limits.MAX_CYCLES);
        var layout = detail.says(Detail.LAYOUT) ? layout(in) : LayoutSeeds.NONE;
        boolean structured = detail.says(Detail.STRUCTURE);
        var structure = structured ? structure(in) : Structure.EXOKERNEL;
        var library = structured ? in.field("libos").orNull(() -> library(in)) : null;
        var disk = structured ? in.field("disk").orNull(() -> new DiskInputs(in.text(DIGEST))) : null;
        var inputs = detail.says(Detail.INPUTS) ? in.field("inputs").orNull(() -> inputs(in)) : null;
        in.close('}');
        return job(program, rectangle, nodes, seed, limits, start, layout, structure, library, disk, inputs);
    }

    private static JobInputs job(
            Program program,
            MeshRectangle rectangle,
            int nodes,
            long seed,
            Limits limits,
            long start,
            LayoutSeeds layout,
            Structure structure,
            @Nullable LibraryInputs library,
            @Nullable DiskInputs disk,
            @Nullable InputDigests inputs) {
        return new JobInputs(
                program.bundle(),
                program.name(),
                program.digest(),
                program.arguments(),
                rectangle,
                nodes,
                seed,
                limits,
                start,
                layout,
                structure,
                library,
                disk,
                inputs);
    }

    private record Program(String bundle, String name, String digest, List<String> arguments) {}

    private static void writeProgram(WireWriter out, JobInputs job) {
        out.field("bundle").text(job.bundle());
        out.field("program").text(job.program());
        out.field("programDigest").text(job.programDigest());
        out.field("arguments").texts(job.arguments());
    }

    private static Program program(WireReader in) {
        return new Program(
                in.field("bundle").text(DIGEST),
                in.field("program").text(RunRequest.MAX_ARGUMENT_BYTES),
                in.field("programDigest").text(DIGEST),
                in.field("arguments").texts(RunRequest.MAX_ARGUMENT_BYTES, RunRequest.MAX_ARGUMENT_BYTES));
    }

    private static Fidelity fidelity(WireReader in) {
        return Fidelity.parse(in.field("fidelity").text(LONGEST_NAME));
    }

    private static long seed(WireReader in) {
        return anySeed(in.field("seed"));
    }

    private static long anySeed(WireReader in) {
        return in.number(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static void writeLimits(WireWriter out, Limits limits) {
        out.field("limits").open('{');
        out.field("cycles").number(limits.cycles());
        out.field("instructions").number(limits.instructions());
        out.field("consoleBytes").number(limits.consoleBytes());
        out.field("memoryBytes").number(limits.memoryBytes());
        out.close('}');
    }

    private static Limits limits(WireReader in) {
        in.field("limits").open('{');
        var limits = new Limits(
                in.field("cycles").number(1, Limits.MAX_CYCLES),
                in.field("instructions").number(1, Limits.MAX_INSTRUCTIONS),
                in.field("consoleBytes").number(0, Limits.MAX_CONSOLE_BYTES),
                in.field("memoryBytes").number(Limits.MIN_MEMORY_BYTES, Limits.MAX_MEMORY_BYTES));
        in.close('}');
        return limits;
    }

    private record Made(Preset machine, TreeSet<String> overrides, MeshShape mesh) {}

    private static void writeMachine(WireWriter out, RunInputs run) {
        out.field("machine").open('{');
        out.field("preset").text(run.machine().name());
        out.field("figures").map(figures(run.machine()), out::number);
        out.field("overrides").texts(run.overrides());
        out.field("columns").number(run.mesh().columns());
        out.field("rows").number(run.mesh().rows());
        out.close('}');
    }

    private static Made made(WireReader in) {
        in.field("machine").open('{');
        var machine = machine(
                in.field("preset").text(LONGEST_NAME),
                in.field("figures").map(MOST_FIGURES, () -> in.number(Long.MIN_VALUE, Long.MAX_VALUE)));
        var overrides = new TreeSet<>(in.field("overrides").texts(MOST_FIGURES, LONGEST_NAME));
        var mesh = new MeshShape(
                in.field("columns").intNumber(1, NodeId.MAX_NODES),
                in.field("rows").intNumber(1, NodeId.MAX_NODES));
        in.close('}');
        return new Made(machine, overrides, mesh);
    }

    private static SortedMap<String, Long> figures(Preset machine) {
        var figures = new TreeMap<String, Long>();
        for (var figure : machine.identifying()) figures.put(figure.name(), figure.value());
        return figures;
    }

    /// The preset with those values. What figures there are is what this version of the machine can be
    /// made of: with more or fewer it would be another run.
    private static Preset machine(String name, SortedMap<String, Long> figures) {
        var machine = Preset.named(name);
        var missing = machine.identifying().stream()
                .map(Figure::name)
                .filter(figure -> !figures.containsKey(figure))
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("it does not say what the machine " + name + " has as " + missing
                    + ", which it has in this version; so it cannot be the same run");
        }
        for (var figure : figures.entrySet()) {
            if (machine.value(figure.getKey()) != figure.getValue()) {
                machine = machine.with(figure.getKey(), figure.getValue());
            }
        }
        for (var conflict : machine.conflicts()) throw new IllegalArgumentException(conflict.detail());
        return machine;
    }
}
