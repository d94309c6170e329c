package org.fugu.machine.node;

import org.fugu.machine.access.Mmu;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.kernel.NodeTime;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The time that a kernel takes, and how long it lets its node go on.
final class KernelTime implements NodeTime {
    private final NodeClock clock;
    private final Mmu mmu;
    private final NodeEvents events;
    private final long trapEntry;
    private long instructionLimit = Long.MAX_VALUE;
    private boolean instructionLimitReached;

    /// @param trapEntry cycles from an exception or interrupt to the kernel's first instruction
    KernelTime(NodeClock clock, Mmu mmu, NodeEvents events, long trapEntry) {
        this.clock = clock;
        this.mmu = mmu;
        this.events = events;
        this.trapEntry = trapEntry;
    }

    /// After how many instructions of the node the kernel is told.
    long instructionLimit() {
        return instructionLimit;
    }

    /// The kernel is told that the limit is reached.
    ///
    /// @throws IllegalStateException if it was told of this limit before
    void reachInstructionLimit() {
        if (instructionLimitReached) throw new IllegalStateException("a program goes on after its instruction limit");
        instructionLimitReached = true;
    }

    void save(StateWriter out) {
        out.add(instructionLimitReached);
    }

    void restore(StateReader in) {
        instructionLimitReached = in.nextBoolean();
    }

    @Override
    public long clock() {
        return clock.now;
    }

    @Override
    public void charge(int instructions) {
        clock.now += instructions;
    }

    @Override
    public void chargeInterrupt(int instructions) {
        mmu.disturb();
        clock.now += trapEntry + instructions;
    }

    @Override
    public void alarm(long cycle, long number) {
        events.alarm(Math.max(cycle, clock.now), number);
    }

    @Override
    public void limitInstructions(long instructions) {
        instructionLimit = instructions;
        instructionLimitReached = false;
    }
}
