package org.fugu.exokernel.environment;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// Whether an environment asks the others of its job to send less, and how many of them ask it.
public final class Throttle {
    private boolean asks;
    private int askedBy;

    public boolean asks() {
        return asks;
    }

    public void asks(boolean others) {
        asks = others;
    }

    /// Whether anybody asks it to send less.
    public boolean isAsked() {
        return askedBy > 0;
    }

    /// One more asks, or one less.
    public void asked(boolean begins) {
        askedBy += begins ? 1 : -1;
    }

    public boolean isUnused() {
        return !asks && askedBy == 0;
    }

    public void save(StateWriter out) {
        out.add(asks).add(askedBy);
    }

    public void restore(StateReader in, int most) {
        asks = in.nextBoolean();
        askedBy = in.nextInt(0, most);
    }
}
