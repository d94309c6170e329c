package org.fugu.service.run;

import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.RunRequest;

/// Carries out a run, in the calling thread, to its end.
interface Simulator {
    RunReport run(RunRequest request, RunObserver observer);
}
