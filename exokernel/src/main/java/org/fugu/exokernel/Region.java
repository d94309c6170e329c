package org.fugu.exokernel;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The region of interest of one rank: what passed between its begin and end marks, summed over
/// pairs.
final class Region {
    private boolean open;
    private long beganCycle;
    private long beganInstructions;
    private long pairs;
    private long cycles;
    private long instructions;

    boolean isOpen() {
        return open;
    }

    void begin(long cycle, long instruction) {
        open = true;
        beganCycle = cycle;
        beganInstructions = instruction;
    }

    void end(long cycle, long instruction) {
        open = false;
        pairs++;
        cycles += cycle - beganCycle;
        instructions += instruction - beganInstructions;
    }

    /// Whether a pair of marks was completed.
    boolean wasMeasured() {
        return pairs > 0;
    }

    long cycles() {
        return cycles;
    }

    long instructions() {
        return instructions;
    }

    void save(StateWriter out) {
        out.add(open ? 1 : 0).add(beganCycle).add(beganInstructions);
        out.add(pairs).add(cycles).add(instructions);
    }

    void restore(StateReader in) {
        open = in.nextBoolean();
        beganCycle = in.next();
        beganInstructions = in.next();
        pairs = in.next();
        cycles = in.next();
        instructions = in.next();
    }
}
