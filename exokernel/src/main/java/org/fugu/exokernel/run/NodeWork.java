package org.fugu.exokernel.run;

import java.util.List;
import java.util.function.ToLongFunction;
import org.fugu.machine.node.Node;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// How much of what a job's nodes have counted is the job's: other jobs may have had them before it,
/// and may have them after.
final class NodeWork {
    private final List<Node> nodes;
    private final Count instructions;
    private final Count sent;
    private final Count received;
    private final List<Count> counts;
    private boolean ended;

    /// One thing that is counted.
    private final class Count {
        final ToLongFunction<Node> counter;
        final long[] before;
        final long[] after;

        Count(ToLongFunction<Node> counter) {
            this.counter = counter;
            before = new long[nodes.size()];
            after = new long[nodes.size()];
        }

        void take(long[] into) {
            for (int i = 0; i < into.length; i++) into[i] = counter.applyAsLong(nodes.get(i));
        }

        long sum() {
            if (!ended) take(after);
            long sum = 0;
            for (int i = 0; i < after.length; i++) sum += after[i] - before[i];
            return sum;
        }

        void save(StateWriter out) {
            out.add(before).add(after);
        }

        void restore(StateReader in) {
            in.next(before);
            in.next(after);
        }
    }

    NodeWork(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
        instructions = new Count(Node::instructions);
        sent = new Count(node -> node.ucu().sent());
        received = new Count(node -> node.ucu().received());
        counts = List.of(instructions, sent, received);
    }

    void begin() {
        for (var count : counts) count.take(count.before);
    }

    /// Nothing that is counted from now on is the job's.
    void end() {
        if (ended) return;
        for (var count : counts) count.take(count.after);
        ended = true;
    }

    long instructionsBefore(int rank) {
        return instructions.before[rank];
    }

    long instructions() {
        return instructions.sum();
    }

    long messagesSent() {
        return sent.sum();
    }

    long messagesReceived() {
        return received.sum();
    }

    void save(StateWriter out) {
        out.add(ended);
        for (var count : counts) count.save(out);
    }

    void restore(StateReader in) {
        ended = in.nextBoolean();
        for (var count : counts) count.restore(in);
    }
}
