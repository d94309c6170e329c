package org.fugu.cli.perf;

import java.util.List;
import java.util.function.LongFunction;
import org.fugu.exokernel.run.RunReport;
import org.fugu.machine.Machine;
import org.fugu.machine.MachineConfig;
import org.fugu.machine.observe.LatencySummary;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;

/// What single events cost the host, in nanoseconds of an exact run on `fugu`, beyond the
/// instructions of the guest.
///
/// @param remoteMiss a load of a clean line from the memory of the only other node, with
///     everything that it brings about there and on the way back. It is the time of a loop over 8,192
///     lines, none of which stays in the cache, less that of the same loop over 256 lines, which all
///     do, divided by the misses that the machine counted
/// @param nullMessage a message without operands between two nodes, from its launch to its
///     disposal, the windows included in which both wait for it. It is the time of a barrier by
///     messages less that of as many instructions in a loop that always hits, divided by the messages
/// @param window as many cycles as a window is long at the least, while sixteen nodes compute and
///     none of them misses or sends. It is the time of sixteen copies of a small program less that of
///     as many instructions on one node, divided by the run's cycles and multiplied by that length
record PerfCosts(double remoteMiss, double nullMessage, double window) {
    /// How many points of a measurement they are.
    static final int POINTS = 5;

    private static final int MANY_LINES = 8192;
    private static final int FEW_LINES = 256;
    private static final int NODES = 16;
    private static final String CHASE = "bench/chase.zip";
    private static final String BARRIER = "bench/barrier.zip";
    private static final String FUNCTIONS = "perf/functions.zip";
    private static final long MOST_ROUNDS = 100_000_000;

    static PerfCosts of(PerfRunner runner, PerfMeter meter) {
        var hits = median(runner, meter, rounds -> {
            var arguments = List.of("remote", text(FEW_LINES), text(rounds * (MANY_LINES / FEW_LINES)));
            return runner.run(CHASE, arguments, 2, "timing", rounds, PerfCosts::remoteMisses);
        });
        var misses = median(runner, meter, rounds -> {
            var arguments = List.of("remote", text(MANY_LINES), text(rounds));
            return runner.run(CHASE, arguments, 2, "timing", rounds, PerfCosts::remoteMisses);
        });
        var messages = median(runner, meter, rounds -> {
            var arguments = List.of("message", text(rounds));
            return runner.run(BARRIER, arguments, 2, "timing", rounds, RunReport::messagesSent);
        });
        var alone = median(runner, meter, rounds -> functions(runner, 1, rounds));
        var together = median(runner, meter, rounds -> functions(runner, NODES, rounds));
        return new PerfCosts(
                (misses.nanosARound() - hits.nanosARound()) / (misses.eventsARound() - hits.eventsARound()),
                (messages.nanos() - messages.instructions() * hits.nanosAnInstruction()) / messages.events(),
                (together.nanos() - together.instructions() * alone.nanosAnInstruction())
                        / together.cycles()
                        * leastWindow());
    }

    private static PerfSample functions(PerfRunner runner, int nodes, long rounds) {
        return runner.run(FUNCTIONS, List.of(text(rounds)), nodes, "timing", rounds, _ -> 0);
    }

    private static PerfSample median(PerfRunner runner, PerfMeter meter, LongFunction<PerfSample> run) {
        runner.next();
        var samples = meter.measure(run, MOST_ROUNDS);
        return PerfMeter.middle(samples);
    }

    private static String text(long number) {
        return Long.toString(number);
    }

    private static long remoteMisses(RunReport report) {
        LatencySummary misses = report.latencies().get("miss_remote");
        return misses == null ? 0 : misses.count();
    }

    private static long leastWindow() {
        var config = MachineConfig.of(Preset.named(PerfRunner.MACHINE), MeshShape.ofNodes(NODES));
        return new Machine(config).leastWindow();
    }
}
