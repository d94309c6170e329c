package org.fugu.service.measurement;

import java.util.TreeSet;
import org.fugu.bundle.Manifest;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.experiment.benchmark.BenchmarkRun;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.service.account.Account;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.library.Shelf;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.fugu.service.run.HostMemory;
import org.fugu.service.run.LibraryBinding;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds out whether a bundle can be measured, and has the measurement accepted.
@Component
class Measurements {
    private final Bundles bundles;
    private final ProjectAccess access;
    private final LibraryBinding binding;
    private final HostMemory memory;
    private final MeasurementAcceptance acceptance;
    private final MeasurementSettings settings;

    Measurements(
            Bundles bundles,
            ProjectAccess access,
            LibraryBinding binding,
            HostMemory memory,
            MeasurementAcceptance acceptance,
            MeasurementSettings settings) {
        this.bundles = bundles;
        this.access = access;
        this.binding = binding;
        this.memory = memory;
        this.acceptance = acceptance;
        this.settings = settings;
    }

    /// @return its identifier; the earlier one's if the same was asked for before
    /// @throws Refusal when a benchmark cannot be carried out here, with the reason
    String submit(Account account, String project, NewMeasurement wanted) {
        access.require(account, project, ProjectRole.MEMBER);
        var time = wanted.time();
        return bundles.with(
                        account.id(),
                        wanted.bundle(),
                        bundle -> binding.with(account, wanted.libos(), bundle, (library, found) -> {
                            var planned = plan(new BoundBundle(bundle, library), found);
                            return acceptance.accept(account, project, wanted, time, planned);
                        }))
                .orElseThrow(() -> Refusal.notFound("bundle"));
    }

    /// What is to be measured.
    ///
    /// @param version of the machines that it is measured on
    /// @param libos the published library OS that it is bound to, or null
    record Planned(String bundleName, int benchmarks, String version, Shelf.@Nullable Found libos) {}

    private Planned plan(BoundBundle bound, Shelf.@Nullable Found libos) {
        var versions = new TreeSet<String>();
        var benchmarks = bound.benchmarks();
        for (var benchmark : benchmarks) versions.add(checked(bound, benchmark).machineVersion());
        var name = bound.bundle().manifest().name();
        return new Planned(name, benchmarks.size(), String.join(",", versions), libos);
    }

    private RunRequest checked(BoundBundle bound, Manifest.Benchmark benchmark) {
        try {
            var plan = BenchmarkRun.plan(bound, benchmark, 1);
            memory.require(plan);
            LibraryBinding.requireBindable(plan.request().first());
            var cycles = plan.request().limits().cycles();
            if (cycles <= settings.cycles()) return plan.request();
            throw unmeasurable(
                    "benchmark-too-long",
                    benchmark,
                    "it may take " + cycles + " cycles, of which a benchmark may have " + settings.cycles()
                            + " here; lower its limits.cycles");
        } catch (InvalidRunException e) {
            throw unmeasurable("invalid-run", benchmark, String.valueOf(e.getMessage()));
        } catch (Refusal e) {
            throw e.code().equals("memory-too-large") ? unmeasurable(e.code(), benchmark, e.detail()) : e;
        }
    }

    private static Refusal unmeasurable(String code, Manifest.Benchmark benchmark, String why) {
        return Refusal.ofField(422, code, "/bundle", "benchmark '" + benchmark.name() + "': " + why);
    }
}
