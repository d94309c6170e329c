package org.fugu.exokernel.environment;

import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What of its node's counts is a program's: other programs may have the processor before, between and
/// after. Programs of one rank are counted together; at most one of them has the processor. A message whose bulk data
/// are still read when the program leaves counts as the next one's.
public final class Work {
    private long instructions;
    private long sent;
    private long received;

    /// Whether one of the programs has the processor.
    private boolean begun;

    /// The program has the processor from now on.
    void begin(PrivilegedNode node) {
        add(node, -1);
        begun = true;
    }

    /// It has it no longer.
    void end(PrivilegedNode node) {
        add(node, 1);
        begun = false;
    }

    private void add(PrivilegedNode node, int sign) {
        instructions += sign * node.registers().instructions();
        sent += sign * node.unit().sent();
        received += sign * node.unit().received();
    }

    /// Instructions retired.
    long instructions(PrivilegedNode node) {
        return instructions + (begun ? node.registers().instructions() : 0);
    }

    /// Messages sent.
    long sent(PrivilegedNode node) {
        return sent + (begun ? node.unit().sent() : 0);
    }

    /// Messages received.
    long received(PrivilegedNode node) {
        return received + (begun ? node.unit().received() : 0);
    }

    void save(StateWriter out) {
        out.add(instructions).add(sent).add(received);
    }

    /// None of the programs has the processor, until [#restore] says so of one.
    void forget() {
        begun = false;
    }

    /// @param onProcessor whether the program whose state is read has the processor
    void restore(StateReader in, boolean onProcessor) {
        begun |= onProcessor;
        instructions = in.next();
        sent = in.next();
        received = in.next();
    }
}
