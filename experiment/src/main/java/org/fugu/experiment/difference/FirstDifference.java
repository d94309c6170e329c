package org.fugu.experiment.difference;

import java.util.TreeSet;
import java.util.function.IntFunction;
import org.fugu.exokernel.run.RunObserver;
import org.jspecify.annotations.Nullable;

/// Finds where two runs part: first by their marks, then by carrying out both again up to there.
final class FirstDifference {
    /// How many cycles are looked at step by step, so that what is kept of them is bounded.
    static final long WINDOW = StepMarks.MOST;

    private final FollowedRun base;
    private final FollowedRun head;
    private final RunObserver watching;

    FirstDifference(FollowedRun base, FollowedRun head, RunObserver watching) {
        this.base = base;
        this.head = head;
        this.watching = watching;
    }

    /// Cycles and the nodes that part in them.
    private record Part(long from, long to, TreeSet<Integer> nodes) {
        long cycles() {
            return to - from;
        }
    }

    /// Null if both did the same all the time.
    ///
    /// @param window the most cycles to be looked at step by step
    RunDifference.@Nullable Divergence find(long window) {
        int nodes = Math.min(base.nodes(), head.nodes());
        var all = new TreeSet<Integer>();
        for (int node = 0; node < nodes; node++) all.add(node);
        var part = part(base.marks::get, head.marks::get, all, 0);
        while (part != null && part.cycles() > window) {
            long interval = Math.ceilDiv(part.cycles(), StepMarks.MOST);
            var one = StepWindow.marks(base, part.from, part.to, interval, part.nodes, watching);
            var other = StepWindow.marks(head, part.from, part.to, interval, part.nodes, watching);
            part = part(one::marks, other::marks, part.nodes, part.from);
        }
        return part == null ? null : within(part);
    }

    private static @Nullable Part part(
            IntFunction<StepMarks> one, IntFunction<StepMarks> other, TreeSet<Integer> nodes, long from) {
        long interval = 1;
        long end = from;
        for (int node : nodes) {
            for (var marks : new StepMarks[] {one.apply(node), other.apply(node)}) {
                interval = Math.max(interval, marks.interval());
                end = Math.max(end, marks.end());
            }
        }
        for (long to = from + interval; to < end + interval; to += interval) {
            var parted = new TreeSet<Integer>();
            for (int node : nodes) {
                boolean last = to >= end;
                long before = last ? one.apply(node).last() : one.apply(node).before(to);
                long after = last ? other.apply(node).last() : other.apply(node).before(to);
                if (before != after) parted.add(node);
            }
            if (!parted.isEmpty()) return new Part(to - interval, to, parted);
        }
        return null;
    }

    private RunDifference.@Nullable Divergence within(Part part) {
        var one = StepWindow.steps(base, part.from, part.to, part.nodes, watching);
        var other = StepWindow.steps(head, part.from, part.to, part.nodes, watching);
        RunDifference.Divergence first = null;
        for (int node : part.nodes) {
            var found = first(node, one, other);
            if (found != null && (first == null || found.cycle() < first.cycle())) first = found;
        }
        return first;
    }

    /// Where the steps of a node part: the earlier of the two that differ has begun, and the other one's
    /// step before still lasts.
    private RunDifference.@Nullable Divergence first(int node, StepWindow one, StepWindow other) {
        var before = one.of(node);
        var after = other.of(node);
        int at = 0;
        while (at < before.size() && at < after.size() && before.get(at).isSame(after.get(at))) at++;
        if (at == before.size() && at == after.size()) return null;
        long mine = at < before.size() ? before.get(at).begin() : Long.MAX_VALUE;
        long its = at < after.size() ? after.get(at).begin() : Long.MAX_VALUE;
        long cycle = Math.min(mine, its);
        return new RunDifference.Divergence(
                cycle,
                node,
                doing(base.text, one, node, mine == cycle ? at : at - 1),
                doing(head.text, other, node, its == cycle ? at : at - 1));
    }

    private static RunDifference.@Nullable Doing doing(ProgramText text, StepWindow window, int node, int at) {
        if (at < 0) return null;
        var step = window.of(node).get(at);
        return new RunDifference.Doing(step.category().wireName(), text.functionAt(step.pc()), text.line(step.pc()));
    }
}
