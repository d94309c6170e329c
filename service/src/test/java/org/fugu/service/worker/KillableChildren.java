package org.fugu.service.worker;

import org.fugu.exokernel.run.RunObserver;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Primary;

/// Real children that a test can kill.
@Primary
public final class KillableChildren implements Simulator, DisposableBean {
    private final Children children = new Children(ChildCommand.ofThisProgram(256));

    /// As `kill -9` does.
    public void kill() {
        for (long pid : children.pids()) ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Override
    public void prepare() {
        children.prepare();
    }

    @Override
    public <R> R carryOut(GuestWork<R> work, RunObserver observer) {
        return children.carryOut(work, observer);
    }

    @Override
    public void destroy() {
        children.close();
    }
}
