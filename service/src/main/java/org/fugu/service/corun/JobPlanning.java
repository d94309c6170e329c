package org.fugu.service.corun;

import java.util.Collections;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.account.Account;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.machine.Machines;
import org.fugu.service.machine.NamedMachine;
import org.fugu.service.problem.FieldProblem;
import org.fugu.service.problem.Refusal;
import org.fugu.service.run.HostMemory;
import org.fugu.service.run.LibraryBinding;
import org.fugu.service.run.NewRunLimits;
import org.fugu.service.run.NewTrace;
import org.fugu.service.run.RunDisks;
import org.fugu.service.run.RunReading;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads the job that a member wants to add, and finds out what is wrong with it alone.
@Component
class JobPlanning {
    private final Bundles bundles;
    private final Machines machines;
    private final LibraryBinding binding;
    private final RunReading reading;
    private final RunDisks disks;

    JobPlanning(Bundles bundles, Machines machines, LibraryBinding binding, RunReading reading, RunDisks disks) {
        this.bundles = bundles;
        this.machines = machines;
        this.binding = binding;
        this.reading = reading;
        this.disks = disks;
    }

    WantedJob plan(Account account, CoRun coRun, NewJob wanted) {
        var machine = machines.named(coRun.machine())
                .orElseThrow(() -> Refusal.of(409, "partition-ended", "the machine of the co-run is gone"));
        return bundles.with(
                        account.id(),
                        wanted.bundle(),
                        bundle -> binding.with(account, wanted.libos(), bundle, (library, found) -> {
                            if (found != null) found.requireTakesRuns();
                            return plan(account, bundle, library, machine, coRun, wanted);
                        }))
                .orElseThrow(() -> Refusal.notFound("bundle"));
    }

    private WantedJob plan(
            Account account,
            Bundle bundle,
            @Nullable Bundle library,
            NamedMachine machine,
            CoRun coRun,
            NewJob wanted) {
        var mesh = MeshShape.parse(coRun.mesh());
        var rectangle = rectangle(mesh, wanted);
        var options = new RunOptions(
                wanted.program(),
                wanted.args(),
                machine.preset().name(),
                rectangle.shape().toString(),
                wanted.nodes(),
                coRun.fidelity(),
                wanted.seed(),
                NewRunLimits.given(wanted.limits()),
                Collections.emptySortedMap(),
                1);
        var left = disks.left(account, wanted.ofDisk());
        var system = LibraryBinding.system(wanted.placement(), wanted.pageTable(), library);
        var plan = plan(bundle, options.on(RunDisks.planned(system, wanted.ofDisk())));
        LibraryBinding.requireBindable(plan.request().first());
        var reads =
                reading.order(account, wanted.reads(), plan.request().first().inputs());
        var inputs = RunDisks.with(RunInputs.of(plan.request()), left).reading(reads.digests());
        long brought = (left == null ? 0 : left.bytes()) + reads.uploadedBytes();
        var placed = new Company.Placed(
                inputs,
                rectangle,
                wanted.startCycle() == null ? 0 : wanted.startCycle(),
                HostMemory.ofJob(plan, mesh) + brought,
                NewTrace.part(wanted.trace()));
        return new WantedJob(placed, reads, wanted.stdin(), RunDisks.order(wanted.ofDisk(), inputs));
    }

    private static RunPlan plan(Bundle bundle, RunOptions options) {
        try {
            return RunPlan.of(bundle, options);
        } catch (InvalidRunException e) {
            var errors = e.violations().stream()
                    .map(violation -> new FieldProblem(violation.pointer(), violation.detail()))
                    .toList();
            throw Refusal.ofFields(422, "invalid-run", String.valueOf(e.getMessage()), errors);
        }
    }

    private static MeshRectangle rectangle(MeshShape mesh, NewJob wanted) {
        var text = wanted.rectangle();
        if (text == null) return MeshRectangle.of(mesh);
        try {
            var rectangle = MeshRectangle.parse(text);
            if (rectangle.fits(mesh)) return rectangle;
            throw Refusal.ofField(
                    422,
                    "partition-outside",
                    "/rectangle",
                    "the rectangle " + text + " is not inside the partition, which is " + mesh);
        } catch (IllegalArgumentException e) {
            throw Refusal.ofField(422, "bad-field", "/rectangle", String.valueOf(e.getMessage()));
        }
    }
}
