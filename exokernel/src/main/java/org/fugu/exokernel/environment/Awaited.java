package org.fugu.exokernel.environment;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What an environment waits for in the kernel, of other nodes.
public final class Awaited {
    private int answers;
    private boolean value;

    /// Waits until so many nodes have answered.
    public void answers(int count) {
        answers = count;
    }

    /// One has answered.
    ///
    /// @return whether it was the last
    public boolean answered() {
        if (answers == 0) return false;
        answers--;
        return answers == 0;
    }

    /// Waits for a value of another node's memory.
    public void value() {
        value = true;
    }

    /// It has come.
    ///
    /// @return whether it was waited for
    public boolean valueCame() {
        boolean waited = value;
        value = false;
        return waited;
    }

    void saveAnswers(StateWriter out) {
        out.add(answers);
    }

    void restoreAnswers(StateReader in, int most) {
        answers = in.nextInt(0, most);
    }

    /// Apart from the answers: only where kernels serve each other's memory can there be one.
    public void saveValue(StateWriter out) {
        out.add(value);
    }

    public void restoreValue(StateReader in) {
        value = in.nextBoolean();
    }
}
