package org.fugu.service.worker;

import org.fugu.exokernel.run.RunObserver;
import org.springframework.beans.factory.DisposableBean;

/// Real children of a test's own, in the place of those of the service.
public abstract class RealChildren implements Simulator, DisposableBean {
    protected final Children children;

    protected RealChildren(Children children) {
        this.children = children;
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
