package org.fugu.exokernel.environment;

import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// What an environment waits for in the kernel, of other nodes.
public final class Awaited {
    private int answers;
    private boolean value;
    private boolean answer;

    /// Frames that are nobody's any more, but to which a translation may still lead.
    private Frames.@Nullable Run leaving;

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

    /// Waits for the home of a capability, or for the end of a revocation.
    public void answer() {
        answer = true;
    }

    /// It has come.
    ///
    /// @return whether it was waited for
    public boolean answerCame() {
        boolean waited = answer;
        answer = false;
        return waited;
    }

    public boolean isForAnswer() {
        return answer;
    }

    /// Waits until no translation leads to frames that are to be given back.
    public void leave(Frames.Run frames) {
        leaving = frames;
    }

    /// No translation leads to them any more.
    ///
    /// @return the frames, or null if none were waited for
    public Frames.@Nullable Run left() {
        var left = leaving;
        leaving = null;
        return left;
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

    /// Apart from the others: only where capabilities travel can there be one.
    public void saveAnswer(StateWriter out) {
        out.add(answer);
    }

    public void restoreAnswer(StateReader in) {
        answer = in.nextBoolean();
    }

    /// For snapshots. It follows from the rest of the state which frames these are: neither free nor
    /// anybody's.
    void saveLeaving(StateWriter out) {
        out.add(leaving == null ? 0 : leaving.count());
        if (leaving != null) out.add(leaving.first());
    }

    void restoreLeaving(StateReader in, NodeId home) {
        int count = in.nextInt(0, FramePool.MOST_FRAMES);
        leaving = count == 0 ? null : new Frames.Run(home, in.nextInt(0, FramePool.MOST_FRAMES - count), count);
    }
}
