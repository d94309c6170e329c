package org.fugu.exokernel.environment;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The region of interest of one rank: what passed between its begin and end marks, summed over
/// pairs.
public final class Region {
    private boolean open;
    private long beganCycle;
    private long beganInstructions;
    private long pairs;
    private long cycles;
    private long instructions;

    public boolean isOpen() {
        return open;
    }

    public void begin(long cycle, long instruction) {
        open = true;
        beganCycle = cycle;
        beganInstructions = instruction;
    }

    public void end(long cycle, long instruction) {
        open = false;
        pairs++;
        cycles += cycle - beganCycle;
        instructions += instruction - beganInstructions;
    }

    /// Whether a pair of marks was completed.
    public boolean wasMeasured() {
        return pairs > 0;
    }

    public long cycles() {
        return cycles;
    }

    public long instructions() {
        return instructions;
    }

    public void save(StateWriter out) {
        out.add(open ? 1 : 0).add(beganCycle).add(beganInstructions);
        out.add(pairs).add(cycles).add(instructions);
    }

    public void restore(StateReader in) {
        open = in.nextBoolean();
        beganCycle = in.next();
        beganInstructions = in.next();
        pairs = in.next();
        cycles = in.next();
        instructions = in.next();
    }
}
