package org.fugu.experiment.runset;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.run.Recording;
import org.fugu.exokernel.run.TraceOrder;
import org.fugu.machine.observe.TraceEvent;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// Counts what a kernel does in a run, by system call and by cause of a trap. It follows from the run and changes
/// nothing of it.
public final class KernelWatch implements Recording {
    /// Bytes of the name of a call or a cause.
    private static final int LONGEST_NAME = 1 << 10;

    private final SortedMap<String, KernelWork> work = new TreeMap<>();

    /// What a run has to tell it.
    public TraceOrder order() {
        return new TraceOrder(0, Long.MAX_VALUE, false, this::accept);
    }

    private void accept(TraceEvent event) {
        if (event instanceof TraceEvent.Kernel(var _, var what, var from, var until)) {
            work.merge(what, new KernelWork(1, until - from), KernelWork::plus);
        }
    }

    @Override
    public void save(StateWriter out) {
        out.add(work.size());
        work.forEach((what, done) -> out.add(what).add(done.count()).add(done.cycles()));
    }

    @Override
    public void restore(StateReader in) {
        for (int left = in.nextInt(0, Integer.MAX_VALUE); left > 0; left--) {
            work.put(in.nextText(LONGEST_NAME), new KernelWork(in.next(), in.next()));
        }
    }

    /// What was done until now, by the name of the call or the cause.
    public SortedMap<String, KernelWork> work() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(work));
    }
}
