package org.fugu.exokernel.kernel;

import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// A revocation under way at the home of what it is about.
final class Revocation {
    private static final int MOST_ANSWERS = 1 << 24;

    /// What is taken away, or what it was derived from; null once it is gone.
    private @Nullable Capability root;

    private final boolean itself;
    private final EnvironmentName asker;

    /// No translation may lead to these at the end.
    private final Frames.@Nullable Run frames;

    /// Who has the frames again at the end, or null.
    private final @Nullable Environment owner;

    /// Records of other nodes that are not answered yet.
    private int answers;

    private boolean isAwaited;

    private Revocation(
            @Nullable Capability root,
            boolean itself,
            EnvironmentName asker,
            Frames.@Nullable Run frames,
            @Nullable Environment owner) {
        this.root = root;
        this.itself = itself;
        this.asker = asker;
        this.frames = frames;
        this.owner = owner;
    }

    /// @param itself whether the root goes too
    /// @param asker who waits for the end
    static Revocation of(Capability root, boolean itself, EnvironmentName asker, Environments environments) {
        root.mark(itself);
        boolean frees = itself && root.isOriginal() && root.object() instanceof KernelObject.Allocation;
        var table = root.table();
        var owner = frees && table != null ? environments.of(table) : null;
        var frames = root.object().frames() instanceof Frames.Run run ? run : null;
        return new Revocation(root, itself, asker, frames, owner);
    }

    /// The next name to go, from which nothing was derived; null if none is left.
    @Nullable
    Capability next() {
        if (root == null || root.isGone()) return null;
        var leaf = root.leaf();
        return leaf == root && !itself ? null : leaf;
    }

    EnvironmentName asker() {
        return asker;
    }

    Frames.@Nullable Run frames() {
        return frames;
    }

    @Nullable
    Environment owner() {
        return owner;
    }

    /// A holder on another node was told.
    void expectAnswer() {
        answers++;
    }

    void answered() {
        if (answers > 0) answers--;
    }

    boolean expectsAnswers() {
        return answers > 0;
    }

    /// The asker's context is suspended, and has to be told of the end.
    void await() {
        isAwaited = true;
    }

    boolean isAwaited() {
        return isAwaited;
    }

    /// All is gone, everywhere.
    void end() {
        if (root != null) root.unmark();
    }

    void save(StateWriter out, References references) {
        var left = root == null || root.isGone() ? null : root;
        out.add(left != null);
        if (left != null) references.save(left, out);
        out.add(itself).add(asker.word()).add(answers).add(isAwaited);
        out.add(frames == null ? 0 : frames.count());
        if (frames != null) out.add(frames.physical(0));
        out.add(owner == null ? 0 : 1 + references.environments().indexOf(owner));
    }

    static Revocation restored(StateReader in, References references) {
        var root = in.nextBoolean() ? references.restored(in) : null;
        boolean itself = in.nextBoolean();
        var asker = EnvironmentName.restored(in);
        int answers = in.nextInt(0, MOST_ANSWERS);
        boolean isAwaited = in.nextBoolean();
        int count = in.nextInt(0, FramePool.MOST_FRAMES);
        var frames = count == 0 ? null : Frames.Run.of(in.next(), count);
        int owner = in.nextInt(0, references.environments().count());
        var restored = new Revocation(
                root,
                itself,
                asker,
                frames,
                owner == 0 ? null : references.environments().at(owner - 1));
        restored.answers = answers;
        restored.isAwaited = isAwaited;
        return restored;
    }
}
