package org.fugu.cli.perf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongFunction;

/// Measures something whose length is a number of rounds: warms it up, finds how many rounds take
/// long enough on this host, and takes several samples of that many.
///
/// @param seconds what a sample takes at the least
/// @param runs how many samples; fewer where they take much longer than that, for want of a shorter
///     program
record PerfMeter(double seconds, int runs) {
    private static final double MARGIN = 1.15;
    private static final double WARM_UP = 0.5;
    private static final long GROWTH = 16;
    private static final int TRIES = 4;

    /// @param mostRounds more make no sense
    List<PerfSample> measure(LongFunction<PerfSample> run, long mostRounds) {
        var sample = run.apply(1);
        while (sample.seconds() < WARM_UP * seconds && sample.rounds() < mostRounds) {
            long next = Math.min(rounds(sample, WARM_UP * seconds, mostRounds), sample.rounds() * GROWTH);
            sample = run.apply(Math.max(next, sample.rounds() + 1));
        }
        // So long that its own beginning was the warm-up.
        if (sample.seconds() >= 2 * runs * seconds) return List.of(sample);
        for (int attempt = 1; ; attempt++) {
            var samples = samples(run, rounds(sample, seconds, mostRounds));
            var shortest = samples.stream().min(Comparator.comparingDouble(PerfSample::seconds));
            sample = shortest.orElseThrow();
            // It got faster after all.
            if (sample.seconds() >= seconds || sample.rounds() == mostRounds || attempt == TRIES) return samples;
        }
    }

    private List<PerfSample> samples(LongFunction<PerfSample> run, long rounds) {
        var samples = new ArrayList<PerfSample>();
        double spent = 0;
        while (samples.size() < runs && (samples.isEmpty() || spent < 2 * runs * seconds)) {
            var sample = run.apply(rounds);
            samples.add(sample);
            spent += sample.seconds();
        }
        return samples;
    }

    private static long rounds(PerfSample known, double seconds, long most) {
        double needed = Math.ceil(known.rounds() * seconds * MARGIN / known.seconds());
        return Math.clamp((long) needed, 1, most);
    }

    /// The one in the middle by time; all have the same number of rounds.
    static PerfSample middle(List<PerfSample> samples) {
        return samples.stream()
                .sorted(Comparator.comparingDouble(PerfSample::seconds))
                .toList()
                .get(samples.size() / 2);
    }
}
