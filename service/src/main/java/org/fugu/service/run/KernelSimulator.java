package org.fugu.service.run;

import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.RunRequest;
import org.springframework.stereotype.Component;

/// The machine under the exokernel, in this process.
@Component
final class KernelSimulator implements Simulator {
    @Override
    public RunReport run(RunRequest request, RunObserver observer) {
        return Exokernel.run(request, observer);
    }
}
