package org.fugu.experiment.runset;

/// What a kernel did for one reason.
///
/// @param count how often
/// @param cycles of all nodes together, from the trap to the way back
public record KernelWork(long count, long cycles) {
    public static final KernelWork NONE = new KernelWork(0, 0);

    public KernelWork plus(KernelWork other) {
        return new KernelWork(count + other.count, cycles + other.cycles);
    }
}
