package org.fugu.exokernel.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fugu.exokernel.run.CoRuns.benchmark;
import static org.fugu.exokernel.run.CoRuns.from;
import static org.fugu.exokernel.run.CoRuns.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.machine.Fidelity;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.CycleAccount.Steps;
import org.fugu.machine.observe.TraceEvent;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.MeshRectangle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is told of a run that goes on from a checkpoint, with what was told before it, is what is told of the
/// whole run.
class RecordingTests {
    private static final long SEED = Long.getLong("fugu.seed", 1995);
    private static final List<String> FIDELITIES = List.of("functional", "timing", "relaxed:100");
    private static final int ROOM = 64 << 20;
    private static final int CHECKPOINTS = 3;

    /// What is listened to.
    private enum Kind {
        TRACE,
        LINKS,
        PROFILE,
        STEPS
    }

    private record Trial(RunRequest request, Kind kind) {
        @Override
        public String toString() {
            return kind + " of " + request.jobs().size() + " jobs, " + request.fidelity();
        }
    }

    /// Keeps all it is told, and of that in a checkpoint how much it was.
    private static final class Listener implements RunObserver, Recording {
        private final Kind kind;
        private final @Nullable Listener whole;
        private final Random random;
        private final int odds;
        private final List<TraceEvent> events = new ArrayList<>();
        private final Map<Integer, List<String>> steps = new TreeMap<>();
        private final Map<Long, byte[]> kept = new TreeMap<>();
        private @Nullable CycleProfile profile;
        private int asked;

        /// @param whole what was told of the whole run, for one that goes on
        /// @param odds one checkpoint in so many times; 0 for none
        Listener(Kind kind, @Nullable Listener whole, Random random, int odds) {
            this.kind = kind;
            this.whole = whole;
            this.random = random;
            this.odds = odds;
        }

        @Override
        public @Nullable TraceOrder trace() {
            boolean wanted = kind == Kind.TRACE || kind == Kind.LINKS;
            return wanted ? new TraceOrder(0, Long.MAX_VALUE, kind == Kind.LINKS, events::add) : null;
        }

        @Override
        public boolean wantsProfile() {
            return kind == Kind.PROFILE;
        }

        @Override
        public void profile(CycleProfile found) {
            profile = found;
        }

        @Override
        public @Nullable Steps steps(int node) {
            if (kind != Kind.STEPS) return null;
            var own = steps.computeIfAbsent(node, _ -> new ArrayList<>());
            return (Category category, long cycles, long pc) -> own.add(category + " " + cycles + " " + pc);
        }

        @Override
        public Recording recording() {
            return this;
        }

        @Override
        public void save(StateWriter out) {
            out.add(events.size()).add(steps.size());
            steps.forEach((node, own) -> out.add(node).add(own.size()));
        }

        @Override
        public void restore(StateReader in) {
            var all = requireNonNull(whole);
            events.addAll(all.events.subList(0, in.nextInt(0, all.events.size())));
            for (int left = in.nextInt(0, all.steps.size()); left > 0; left--) {
                int node = in.nextInt(0, Integer.MAX_VALUE);
                var own = requireNonNull(all.steps.get(node));
                requireNonNull(steps.get(node)).addAll(own.subList(0, in.nextInt(0, own.size())));
            }
        }

        @Override
        public int checkpointRoom() {
            asked++;
            return odds > 0 && random.nextInt(odds) == 0 ? ROOM : 0;
        }

        @Override
        public void checkpoint(long cycle, byte @Nullable [] snapshot) {
            kept.put(cycle, requireNonNull(snapshot));
        }
    }

    private static RunRequest pingpong() {
        return GuestPrograms.request("pingpong", "2x1", "2000", "interrupt");
    }

    private static RunRequest several() {
        return CoRuns.request(
                "4x3",
                CoRuns.placed(pingpong().first(), MeshRectangle.parse("2x1+0+0")),
                from(benchmark("lu, 2x2, 6", 2, 0), 140_000),
                from(program(CoRuns.crash(), "1x1+0+1"), 70_000),
                from(benchmark("stream, 2x1, messages", 2, 2), 131_000));
    }

    private static RunRequest sharing() {
        return CoRuns.sharing(
                "2x1", new Turns(20_000, 10), pingpong().first(), benchmark("barrier, 2x1, flat 3", 0, 0));
    }

    static List<Trial> trials() {
        var trials = new ArrayList<Trial>();
        for (var fidelity : FIDELITIES) {
            for (var kind : Kind.values()) {
                for (var request : List.of(pingpong(), several(), sharing())) {
                    // Who shares nodes has no profile.
                    if (kind == Kind.PROFILE && request.turns() != null) continue;
                    trials.add(new Trial(CoRuns.with(request, Fidelity.parse(fidelity)), kind));
                }
            }
        }
        return trials;
    }

    private static void assertSame(RunReport report, Listener told, RunReport whole, Listener all) {
        assertThat(WireForms.REPORT.write(report)).isEqualTo(WireForms.REPORT.write(whole));
        assertThat(told.events).isEqualTo(all.events);
        assertThat(told.profile).isEqualTo(all.profile);
        assertThat(told.steps).isEqualTo(all.steps);
    }

    @ParameterizedTest
    @MethodSource("trials")
    void whatIsToldAfterAnyCheckpointFollowsWhatWasToldBefore(Trial trial) {
        var random = new Random(SEED);
        var all = new Listener(trial.kind(), null, random, 0);
        var whole = Exokernel.run(trial.request(), all);
        assertThat(all.events.size() + all.steps.size() + (all.profile == null ? 0 : 1))
                .isPositive();
        int odds = Math.ceilDiv(all.asked + 1, CHECKPOINTS);
        var keeper = new Listener(trial.kind(), null, random, odds);
        assertSame(Exokernel.run(trial.request(), keeper), keeper, whole, all);
        keeper.kept.forEach((cycle, snapshot) -> {
            var next = new Listener(trial.kind(), all, random, odds);
            assertSame(Exokernel.resume(trial.request(), snapshot, next), next, whole, all);
            if (next.kept.isEmpty()) return;
            // From what was kept on the way from what was kept.
            var last = new Listener(trial.kind(), all, random, 0);
            var later = next.kept.values().iterator().next();
            assertSame(Exokernel.resume(trial.request(), later, last), last, whole, all);
        });
    }

    @Test
    void aCheckpointWithoutWhatWasToldIsNotTakenForOneWithIt() {
        var keeper = new Listener(Kind.TRACE, null, new Random(SEED), 1);
        Exokernel.run(pingpong(), keeper);
        var with = keeper.kept.values().iterator().next();
        assertThatThrownBy(() -> Exokernel.resume(pingpong(), with, RunObserver.NONE))
                .isInstanceOf(BadSnapshotException.class);
        var other = new Listener(Kind.PROFILE, keeper, new Random(SEED), 0);
        assertThatThrownBy(() -> Exokernel.resume(pingpong(), with, other)).isInstanceOf(BadSnapshotException.class);

        var plain = new ArrayList<byte[]>();
        Exokernel.run(pingpong(), new RunObserver() {
            @Override
            public int checkpointRoom() {
                return ROOM;
            }

            @Override
            public void checkpoint(long cycle, byte @Nullable [] snapshot) {
                plain.add(requireNonNull(snapshot));
            }
        });
        var listener = new Listener(Kind.TRACE, keeper, new Random(SEED), 0);
        assertThatThrownBy(() -> Exokernel.resume(pingpong(), plain.getFirst(), listener))
                .isInstanceOf(BadSnapshotException.class);
    }
}
