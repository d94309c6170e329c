package org.fugu.exokernel.delivery;

import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.message.UnitState;

/// Keeps the memory small that buffered messages take (HPCA 1998). An environment whose buffer has grown
/// asks the other ones of its job, over the second network, to send less. Their launches wait then, one
/// going through each time that the atomicity timer runs down, until the buffer has shrunk.
///
/// What is launched in atomic sections, and so in handlers, goes through: an answer is no more than the
/// question that was taken out of a buffer before, and two environments that ask each other get on.
public final class OverflowControl {
    /// Pages of messages with which an environment begins to ask.
    static final int MANY = 3;

    /// Pages with which it ends.
    static final int FEW = 1;

    /// The way to the other environments of a job.
    public interface Job {
        /// @param begins to send less, or no longer
        void ask(Environment environment, boolean begins);
    }

    private final PrivilegedNode node;
    private final Job job;

    OverflowControl(PrivilegedNode node, Job job) {
        this.node = node;
        this.job = job;
    }

    void grown(Environment environment) {
        if (environment.messages().pages() >= MANY && !environment.throttle().asks()) ask(environment, true);
    }

    void shrunk(Environment environment) {
        if (environment.messages().pages() <= FEW && environment.throttle().asks()) ask(environment, false);
    }

    void ended(Environment environment) {
        if (environment.throttle().asks()) ask(environment, false);
    }

    private void ask(Environment environment, boolean begins) {
        environment.throttle().asks(begins);
        job.ask(environment, begins);
    }

    /// Another environment of its job asks an environment to send less, or no longer.
    public void asked(Environment environment, boolean begins) {
        node.time().chargeInterrupt(KernelPath.THROTTLE_HANDLER.instructions());
        boolean before = environment.throttle().isAsked();
        environment.throttle().asked(begins);
        boolean now = environment.throttle().isAsked();
        if (before != now) environment.program().allow(node, now ? 0 : UnitState.UNLIMITED);
    }

    /// The program on the processor has waited for as long as it may; it may wait to launch a message.
    void timeout(Environment running) {
        if (running.throttle().isAsked()) running.program().allow(node, 1);
    }
}
