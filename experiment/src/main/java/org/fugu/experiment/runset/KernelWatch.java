package org.fugu.experiment.runset;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.run.TraceOrder;
import org.fugu.machine.observe.TraceEvent;

/// Counts what a kernel does in a run, by system call and by cause of a trap. It follows from the run and changes
/// nothing of it.
public final class KernelWatch {
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

    /// What was done until now, by the name of the call or the cause.
    public SortedMap<String, KernelWork> work() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(work));
    }
}
