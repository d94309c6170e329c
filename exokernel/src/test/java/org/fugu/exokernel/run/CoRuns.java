package org.fugu.exokernel.run;

import java.util.List;
import java.util.stream.IntStream;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.machine.topology.MeshShape;

/// Requests of several jobs.
final class CoRuns {
    private CoRuns() {}

    static RunRequest request(String mesh, JobRequest... jobs) {
        return new RunRequest(List.of(jobs), Preset.named("fugu"), MeshShape.parse(mesh), new Fidelity.Timing(), 1);
    }

    static RunRequest with(RunRequest request, Fidelity fidelity) {
        return new RunRequest(
                request.jobs(), request.turns(), request.preset(), request.mesh(), fidelity, request.hostThreads());
    }

    static RunRequest with(RunRequest request, Preset preset) {
        return new RunRequest(
                request.jobs(), request.turns(), preset, request.mesh(), request.fidelity(), request.hostThreads());
    }

    static RunRequest with(RunRequest request, Turns turns) {
        return new RunRequest(
                request.jobs(), turns, request.preset(), request.mesh(), request.fidelity(), request.hostThreads());
    }

    /// Jobs that share all nodes of a machine.
    static RunRequest sharing(String mesh, Turns turns, JobRequest... jobs) {
        return new RunRequest(
                List.of(jobs), turns, Preset.named("fugu"), MeshShape.parse(mesh), new Fidelity.Timing(), 1);
    }

    /// The same machine with only one of the jobs on it.
    static RunRequest only(RunRequest request, int job) {
        return new RunRequest(
                List.of(request.jobs().get(job)),
                request.preset(),
                request.mesh(),
                request.fidelity(),
                request.hostThreads());
    }

    /// A benchmark program as in [GuestPrograms#BENCHMARKS], from that column and row on.
    static JobRequest benchmark(String benchmark, int column, int row) {
        var alone = GuestPrograms.request(benchmark);
        return placed(alone.first(), new MeshRectangle(alone.mesh(), column, row));
    }

    static JobRequest program(byte[] image, String rectangle) {
        var place = MeshRectangle.parse(rectangle);
        return new JobRequest(
                image, "test", "program", List.of(), place, place.shape().nodes(), 1, Requests.LIMITS, 0);
    }

    static JobRequest placed(JobRequest job, MeshRectangle rectangle) {
        return new JobRequest(
                job.image(),
                job.identity(),
                job.program(),
                job.arguments(),
                rectangle,
                job.nodes(),
                job.seed(),
                job.limits(),
                job.startCycle());
    }

    static JobRequest from(JobRequest job, long startCycle) {
        return changed(job, job.limits(), startCycle);
    }

    static JobRequest limited(JobRequest job, long cycles) {
        var limits = job.limits();
        return changed(
                job,
                new Limits(cycles, limits.instructions(), limits.consoleBytes(), limits.memoryBytes()),
                job.startCycle());
    }

    static JobRequest changed(JobRequest job, Limits limits, long startCycle) {
        return new JobRequest(
                job.image(),
                job.identity(),
                job.program(),
                job.arguments(),
                job.rectangle(),
                job.nodes(),
                job.seed(),
                limits,
                startCycle);
    }

    /// Counts for ever.
    static byte[] loop() {
        var text = new Assembler().li(Assembler.T0, 0);
        int again = text.label();
        return text.addi(Assembler.T0, Assembler.T0, 1).jump(again).program();
    }

    /// Executes what is no instruction.
    static byte[] crash() {
        return new Assembler().li(Assembler.T0, 7).word(0).program();
    }

    /// Every rank waits for a message that nobody sends.
    static byte[] waitsForEver() {
        var text = new Assembler();
        int again = text.label();
        return text.call(SystemCall.MESSAGE_WAIT).jump(again).program();
    }

    static JobReport job(RunReport report, int number) {
        return report.jobs().get(number);
    }

    /// The jobs of a request, each alone on the machine.
    static List<JobReport> alone(RunRequest request) {
        return IntStream.range(0, request.jobs().size())
                .mapToObj(i -> Requests.run(only(request, i)).first())
                .toList();
    }
}
