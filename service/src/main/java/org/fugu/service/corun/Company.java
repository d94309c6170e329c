package org.fugu.service.corun;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.exokernel.run.JobInputs;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.Turns;
import org.fugu.exokernel.run.WireForms;
import org.fugu.machine.Fidelity;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.problem.Refusal;
import org.fugu.service.run.HostMemory;
import org.jspecify.annotations.Nullable;

/// The jobs of a co-run on one machine.
///
/// @param turns as the co-run was opened; null for rectangles
record Company(MeshShape mesh, @Nullable Turns turns, Fidelity fidelity, List<Placed> jobs) {
    /// One job and its place.
    ///
    /// @param alone as if it had a machine of its rectangle's size
    /// @param hostBytes what it adds to the host's memory
    /// @param trace what part of it is to be traced, or null
    record Placed(
            RunInputs alone, MeshRectangle rectangle, long startCycle, long hostBytes, JobTraces.@Nullable Part trace) {
        String text() {
            return new String(WireForms.REQUEST.write(alone), StandardCharsets.UTF_8);
        }

        static Placed read(
                String text, String rectangle, long startCycle, long hostBytes, JobTraces.@Nullable Part trace) {
            return new Placed(
                    WireForms.REQUEST.read(text.getBytes(StandardCharsets.UTF_8)),
                    MeshRectangle.parse(rectangle),
                    startCycle,
                    hostBytes,
                    trace);
        }

        private JobInputs job() {
            return alone.first().at(rectangle, startCycle);
        }

        private long end() {
            return startCycle + alone.limits().cycles();
        }

        private boolean sharesWith(Placed other) {
            return rectangle.equals(other.rectangle) && startCycle < other.end() && other.startCycle < end();
        }
    }

    /// What is carried out.
    ///
    /// @throws Refusal `co-run-impossible` when the jobs cannot stand beside each other
    RunInputs inputs() {
        var machine = jobs.getFirst().alone();
        try {
            return new RunInputs(
                    jobs.stream().map(Placed::job).toList(),
                    someShare() ? turns : null,
                    machine.machine(),
                    new TreeSet<>(machine.overrides()),
                    mesh,
                    fidelity);
        } catch (IllegalArgumentException e) {
            throw Refusal.ofField(422, "co-run-impossible", "/rectangle", String.valueOf(e.getMessage()));
        }
    }

    /// @throws Refusal `co-run-impossible` or `memory-too-large`
    void require(HostMemory memory) {
        var inputs = inputs();
        memory.require(
                inputs.machine(),
                mesh,
                fidelity,
                jobs.stream().mapToLong(Placed::hostBytes).sum());
    }

    /// The machine that keeps turns has at least two jobs that need them.
    private boolean someShare() {
        for (int later = 1; later < jobs.size(); later++) {
            for (int i = 0; i < later; i++) if (jobs.get(later).sharesWith(jobs.get(i))) return true;
        }
        return false;
    }

    Company with(Placed another) {
        var all = new ArrayList<>(jobs);
        all.add(another);
        return new Company(mesh, turns, fidelity, List.copyOf(all));
    }
}
