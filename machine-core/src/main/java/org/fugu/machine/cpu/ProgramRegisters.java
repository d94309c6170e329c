package org.fugu.machine.cpu;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The contexts of one program while none of them is on the processor: the registers of each, what it
/// waits for, and which of them has the pipeline next. A kernel keeps it.
public final class ProgramRegisters {
    /// What a context waits for.
    public enum Wait {
        NOTHING,
        /// A message.
        MESSAGE,
        /// Its kernel.
        KERNEL
    }

    private static final Wait[] WAITS = Wait.values();

    private final @Nullable RegisterImage[] images;
    private final Wait[] waits;
    private int inPipeline;

    /// Of a program that has not begun.
    ///
    /// @param contexts of the processor
    public ProgramRegisters(int contexts) {
        images = new RegisterImage[contexts];
        waits = new Wait[contexts];
        clear();
    }

    /// Of a program that begins.
    public ProgramRegisters(int contexts, RegisterImage first) {
        this(contexts);
        images[0] = first;
    }

    /// How many contexts the processor has.
    public int contexts() {
        return images.length;
    }

    /// There is no context any more.
    public void clear() {
        for (int i = 0; i < images.length; i++) {
            images[i] = null;
            waits[i] = Wait.NOTHING;
        }
        inPipeline = 0;
    }

    /// Takes a context in.
    public void keep(int index, RegisterImage image, Wait wait) {
        images[index] = image;
        waits[index] = wait;
    }

    /// That context has the pipeline next.
    public void inPipeline(int index) {
        inPipeline = index;
    }

    /// Which context has the pipeline next.
    public int inPipeline() {
        return inPipeline;
    }

    /// The registers of a context, or null if there is none.
    public @Nullable RegisterImage image(int index) {
        return images[index];
    }

    /// What a context waits for.
    public Wait waitsFor(int index) {
        return waits[index];
    }

    /// The registers of the context that has the pipeline next.
    public RegisterImage next() {
        var image = images[inPipeline];
        if (image == null) throw new IllegalStateException("the program has no context there");
        return image;
    }

    /// That context need not wait for its kernel any more.
    public void resume() {
        if (waits[inPipeline] == Wait.KERNEL) waits[inPipeline] = Wait.NOTHING;
    }

    /// No context waits for a message any more.
    ///
    /// @return whether one did
    public boolean wakeSleepers() {
        boolean any = false;
        for (int i = 0; i < waits.length; i++) {
            if (waits[i] != Wait.MESSAGE) continue;
            waits[i] = Wait.NOTHING;
            any = true;
        }
        return any;
    }

    /// Writes all of it to a digest or snapshot.
    public void save(StateWriter out) {
        out.add(inPipeline);
        for (int i = 0; i < images.length; i++) {
            var image = images[i];
            out.add(image != null).add(waits[i].ordinal());
            if (image != null) image.save(out);
        }
    }

    /// Takes all of it from a snapshot.
    public void restore(StateReader in) {
        inPipeline = in.nextInt(0, images.length - 1);
        for (int i = 0; i < images.length; i++) {
            boolean has = in.nextBoolean();
            waits[i] = WAITS[in.nextInt(0, WAITS.length - 1)];
            images[i] = has ? new RegisterImage(0) : null;
            if (images[i] != null) images[i].restore(in);
        }
    }
}
