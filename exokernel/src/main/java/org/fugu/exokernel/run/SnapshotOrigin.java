package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.List;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.machine.Machine;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What a snapshot was taken of, and when: all that its run depends on but the program itself,
/// which is named by its identity. It stands at the beginning of the snapshot.
///
/// @param cycle nothing that would start at it or later had happened
/// @param identity of the bundle
/// @param machine the preset's name
/// @param figures the preset's canonical text, with every figure
/// @param places where and when each job is and what the further ones are, a text for each; none if
///     one job has all of the machine and nothing of it is moved
public record SnapshotOrigin(
        long cycle,
        String identity,
        String program,
        List<String> arguments,
        String machine,
        String figures,
        String mesh,
        int nodes,
        String fidelity,
        long seed,
        Limits limits,
        List<String> places) {
    private static final int LONGEST_TEXT = 1 << 16;
    private static final int LONGEST_COMPARISON = 200;
    private static final int MOST_ARGUMENTS = RunRequest.MAX_ARGUMENT_BYTES;

    static SnapshotOrigin of(RunRequest request, long cycle) {
        return new SnapshotOrigin(
                cycle,
                request.identity(),
                request.program(),
                request.arguments(),
                request.preset().name(),
                request.preset().canonicalText(),
                request.mesh().toString(),
                request.nodes(),
                request.fidelity().toString(),
                request.seed(),
                request.limits(),
                request.isAlone() && !request.isMoved() && request.isPlain() ? List.of() : places(request));
    }

    private static List<String> places(RunRequest request) {
        var places = new ArrayList<String>();
        for (var job : request.jobs()) places.add(place(job));
        if (request.turns() != null) places.add(request.turns().toString());
        return List.copyOf(places);
    }

    private static String place(JobRequest job) {
        return job.program() + job.arguments() + "@" + job.rectangle() + "@" + job.startCycle() + " on " + job.nodes()
                + " nodes, seed " + job.seed() + ", " + job.limits() + ", of " + job.identity()
                + (job.layout().isNone() ? "" : ", layout " + job.layout())
                + (job.isPlain() ? "" : ", " + system(JobInputs.of(job)));
    }

    private static String system(JobInputs job) {
        return job.structure() + ", library OS "
                + (job.library() == null ? "none" : job.library().bundle()) + ", disk "
                + (job.disk() == null ? "none" : job.disk().digest())
                + (job.inputs() == null ? "" : ", inputs " + job.inputs());
    }

    /// Reads only what a snapshot was taken of.
    ///
    /// @throws BadSnapshotException if the file is no snapshot, damaged, or of another model
    ///     version
    public static SnapshotOrigin of(byte[] snapshot) {
        return read(new SnapshotReader(snapshot));
    }

    void save(StateWriter out) {
        out.add(Machine.MODEL_VERSION).add(cycle).add(identity).add(program);
        out.add(arguments.size());
        for (var argument : arguments) out.add(argument);
        out.add(machine).add(figures).add(mesh).add(nodes);
        out.add(fidelity).add(seed).add(limits.cycles()).add(limits.instructions());
        out.add(limits.consoleBytes()).add(limits.memoryBytes());
        out.add(places.size());
        for (var place : places) out.add(place);
    }

    static SnapshotOrigin read(StateReader in) {
        long version = in.next();
        if (version != Machine.MODEL_VERSION) {
            throw new BadSnapshotException("the snapshot was taken with model version " + version + "; this is version "
                    + Machine.MODEL_VERSION + ", whose cycles differ. Run from the beginning");
        }
        long cycle = in.next();
        var identity = in.nextText(LONGEST_TEXT);
        var program = in.nextText(LONGEST_TEXT);
        var arguments = new ArrayList<String>();
        for (int left = in.nextInt(0, MOST_ARGUMENTS); left > 0; left--) arguments.add(in.nextText(LONGEST_TEXT));
        return new SnapshotOrigin(
                cycle,
                identity,
                program,
                List.copyOf(arguments),
                in.nextText(LONGEST_TEXT),
                in.nextText(LONGEST_TEXT),
                in.nextText(LONGEST_TEXT),
                in.nextInt(1, Integer.MAX_VALUE),
                in.nextText(LONGEST_TEXT),
                in.next(),
                limits(in),
                places(in));
    }

    private static List<String> places(StateReader in) {
        var places = new ArrayList<String>();
        for (int left = in.nextInt(0, JobIdentity.MOST + 1); left > 0; left--) places.add(in.nextText(LONGEST_TEXT));
        return List.copyOf(places);
    }

    private static Limits limits(StateReader in) {
        try {
            return new Limits(in.next(), in.next(), in.next(), in.next());
        } catch (IllegalArgumentException e) {
            throw new BadSnapshotException("the snapshot's limits are impossible: " + e.getMessage());
        }
    }

    /// @throws BadSnapshotException saying in what the request is another run
    void requireSame(RunRequest request) {
        var wanted = of(request, cycle);
        require("bundle", identity, wanted.identity);
        require("program", program, wanted.program);
        require("list of arguments", arguments.toString(), wanted.arguments.toString());
        require("machine", machine, wanted.machine);
        require("set of figures", figures, wanted.figures);
        require("mesh", mesh + " with nodes " + nodes, wanted.mesh + " with nodes " + wanted.nodes);
        require("fidelity", fidelity, wanted.fidelity);
        require("seed", Long.toString(seed), Long.toString(wanted.seed));
        require("set of limits", limits.toString(), wanted.limits.toString());
        require("list of jobs", places.toString(), wanted.places.toString());
    }

    private static void require(String what, String taken, String wanted) {
        if (taken.equals(wanted)) return;
        boolean brief = taken.length() + wanted.length() <= LONGEST_COMPARISON;
        throw new BadSnapshotException("the snapshot was taken of another run: its " + what
                + (brief ? " is " + taken + ", not " + wanted : " differs"));
    }
}
