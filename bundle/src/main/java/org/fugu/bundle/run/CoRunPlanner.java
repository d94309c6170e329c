package org.fugu.bundle.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.Violation;
import org.fugu.exokernel.run.JobRequest;
import org.fugu.exokernel.run.Limits;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.exokernel.run.Turns;
import org.fugu.machine.MachineConfig;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// Plans each job as if it were alone on a machine of its rectangle's size, and puts them on one.
final class CoRunPlanner {
    private CoRunPlanner() {}

    static RunPlan plan(
            Bundle bundle,
            RunOptions options,
            @Nullable MeshRectangle place,
            List<Beside> others,
            @Nullable Turns turns) {
        var usual = MeshRectangle.of(bundle.manifest().run().setting().mesh());
        var first = place != null ? place : usual;
        var main = RunPlan.of(bundle, options.withMesh(first.shape().toString()));
        var planned = new ArrayList<>(main.jobs());
        var jobs = new ArrayList<JobRequest>();
        jobs.add(placed(main.request().first(), first, 0));
        for (int i = 0; i < others.size(); i++) {
            var other = others.get(i);
            var plan = alone(other, main.request(), i);
            planned.addAll(plan.jobs());
            jobs.add(placed(plan.request().first(), other.rectangle(), other.startCycle()));
        }
        try {
            var mesh = options.mesh() != null ? MeshShape.parse(options.mesh()) : around(jobs);
            var request = new RunRequest(
                    turns == null ? ended(jobs) : jobs,
                    turns,
                    main.request().preset(),
                    mesh,
                    main.request().fidelity(),
                    MachineConfig.usefulThreads(options.threads(), mesh.nodes()));
            return new RunPlan(planned, request);
        } catch (IllegalArgumentException e) {
            throw new InvalidRunException(List.of(new Violation("/with", String.valueOf(e.getMessage()))));
        }
    }

    private static RunPlan alone(Beside other, RunRequest main, int index) {
        var wanted = other.options();
        var options = new RunOptions(
                wanted.program(),
                wanted.args(),
                main.preset().name(),
                other.rectangle().shape().toString(),
                wanted.nodes(),
                main.fidelity().toString(),
                wanted.seed(),
                wanted.limits(),
                Collections.emptySortedMap(),
                1,
                wanted.system());
        try {
            return RunPlan.of(other.bundle(), options);
        } catch (InvalidRunException e) {
            var name = other.bundle().manifest().name();
            throw new InvalidRunException(e.violations().stream()
                    .map(violation ->
                            new Violation("/with/" + index + violation.pointer(), name + ": " + violation.detail()))
                    .toList());
        }
    }

    private static JobRequest placed(JobRequest job, MeshRectangle rectangle, long startCycle) {
        return changed(job, rectangle, job.limits(), startCycle);
    }

    private static JobRequest changed(JobRequest job, MeshRectangle rectangle, Limits limits, long startCycle) {
        return job.at(rectangle, limits, startCycle);
    }

    /// The smallest mesh that has them all.
    private static MeshShape around(List<JobRequest> jobs) {
        int columns =
                jobs.stream().mapToInt(job -> job.rectangle().endColumn()).max().orElseThrow();
        int rows = jobs.stream().mapToInt(job -> job.rectangle().endRow()).max().orElseThrow();
        return new MeshShape(columns, rows);
    }

    /// Each ends at the latest when the next one begins in its place.
    private static List<JobRequest> ended(List<JobRequest> jobs) {
        return jobs.stream().map(job -> ended(job, jobs)).toList();
    }

    private static JobRequest ended(JobRequest job, List<JobRequest> all) {
        long cycles = job.limits().cycles();
        for (var next : all) {
            boolean follows =
                    next.startCycle() > job.startCycle() && next.rectangle().equals(job.rectangle());
            if (follows) cycles = Math.min(cycles, next.startCycle() - job.startCycle());
        }
        var limits = new Limits(
                cycles,
                job.limits().instructions(),
                job.limits().consoleBytes(),
                job.limits().memoryBytes());
        return changed(job, job.rectangle(), limits, job.startCycle());
    }
}
