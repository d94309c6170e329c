package org.fugu.cli.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.jspecify.annotations.Nullable;

/// What the start of a run takes, in milliseconds by the clock. Each is a median.
///
/// @param cold `./fugu run` of a program that prints a line, from the start of the script to its
///     end; null where there is no script
/// @param plan in a process that has run it before: from a bundle and options to what the exokernel
///     is given
/// @param warm there too: from the call of the exokernel to the first instruction
record PerfStart(@Nullable Double cold, double plan, double warm) {
    private static final String HELLO = "hello.zip";
    private static final int COLD_RUNS = 7;
    private static final int WARM_RUNS = 51;
    private static final double NANOS = 1e6;

    static PerfStart of(PerfRunner runner, Terminal terminal) {
        runner.next();
        runner.show("starts");
        var root = terminal.variable("FUGU_ROOT");
        var script = Path.of(root == null ? "." : root, "fugu").toAbsolutePath();
        var plans = new ArrayList<Double>();
        var warm = new ArrayList<Double>();
        // The process is warm in the second half.
        for (int i = 0; i < 2 * WARM_RUNS; i++) {
            long begin = System.nanoTime();
            var request = runner.plan(HELLO, List.of(), 1, "timing", 1).request();
            long planned = System.nanoTime();
            var first = new FirstLook();
            Exokernel.run(request, first);
            if (i < WARM_RUNS) continue;
            plans.add((planned - begin) / NANOS);
            warm.add((first.at - planned) / NANOS);
        }
        return new PerfStart(Files.isExecutable(script) ? cold(script, terminal) : null, median(plans), median(warm));
    }

    /// A run tells how far it is before its first window, too.
    private static final class FirstLook implements RunObserver {
        private long at;

        @Override
        public void progressed(long cycle, long instructions) {
            if (at == 0) at = System.nanoTime();
        }
    }

    private static double cold(Path script, Terminal terminal) {
        var times = new ArrayList<Double>();
        // The first reads everything from the disk.
        for (int i = 0; i <= COLD_RUNS; i++) {
            double time = start(script, terminal.prebuilt(HELLO).toAbsolutePath());
            if (i > 0) times.add(time);
        }
        return median(times);
    }

    private static double start(Path script, Path bundle) {
        var name = "./fugu run";
        try {
            long begin = System.nanoTime();
            var builder = new ProcessBuilder(script.toString(), "run", bundle.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            // What runs here is built.
            builder.environment().put("FUGU_NO_BUILD", "1");
            var process = builder.start();
            int code = process.waitFor();
            double time = (System.nanoTime() - begin) / NANOS;
            if (code != 0) throw PerfRunner.failed(name, "it ended with " + code);
            return time;
        } catch (IOException e) {
            throw PerfRunner.failed(name, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PerfRunner.failed(name, "the wait for it was interrupted");
        }
    }

    private static double median(List<Double> times) {
        Collections.sort(times);
        return times.get(times.size() / 2);
    }

    Map<String, @Nullable Double> document() {
        var json = new LinkedHashMap<String, @Nullable Double>();
        json.put("coldRunMillis", PerfResult.rounded(cold));
        json.put("warmPlanMillis", PerfResult.rounded(plan));
        json.put("warmFirstInstructionMillis", PerfResult.rounded(warm));
        return json;
    }
}
