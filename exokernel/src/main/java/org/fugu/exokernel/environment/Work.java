package org.fugu.exokernel.environment;

import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What of its node's counts is a program's: other programs may have the processor before, between and
/// after. A message whose bulk data are still read when the program leaves counts as the next one's.
public final class Work {
    private long instructions;
    private long sent;
    private long received;

    /// The program has the processor from now on.
    void begin(PrivilegedNode node) {
        add(node, -1);
    }

    /// It has it no longer.
    void end(PrivilegedNode node) {
        add(node, 1);
    }

    private void add(PrivilegedNode node, int sign) {
        instructions += sign * node.registers().instructions();
        sent += sign * node.unit().sent();
        received += sign * node.unit().received();
    }

    /// Instructions retired, once it has ended; until then less what the node had counted when it began.
    long instructions() {
        return instructions;
    }

    long sent() {
        return sent;
    }

    long received() {
        return received;
    }

    void save(StateWriter out) {
        out.add(instructions).add(sent).add(received);
    }

    void restore(StateReader in) {
        instructions = in.next();
        sent = in.next();
        received = in.next();
    }
}
