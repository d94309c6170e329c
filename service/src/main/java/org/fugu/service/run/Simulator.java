package org.fugu.service.run;

import org.fugu.exokernel.RunObserver;
import org.fugu.exokernel.RunReport;
import org.fugu.exokernel.RunRequest;

/// Carries out a run, in the calling thread, to its end.
interface Simulator {
    RunReport run(RunRequest request, RunObserver observer);
}
