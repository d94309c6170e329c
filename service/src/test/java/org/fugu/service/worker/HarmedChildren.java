package org.fugu.service.worker;

import java.time.Duration;
import java.util.List;
import org.fugu.exokernel.run.RunObserver;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Primary;

/// Real children with little memory, of which some crash and some stand still; see [HarmedChild].
@Primary
public final class HarmedChildren implements Simulator, DisposableBean {
    private static final long HEAP_MEGABYTES = 96;
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final Children children = new Children(
            ChildCommand.of(
                    HEAP_MEGABYTES, List.of("-cp", System.getProperty("java.class.path"), HarmedChild.class.getName())),
            SILENCE);

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
