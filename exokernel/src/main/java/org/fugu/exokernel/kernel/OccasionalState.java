package org.fugu.exokernel.kernel;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// State of a kernel that most runs never have. It is written only where there is some, so that a
/// mechanism that a run does not use leaves its digest as it was.
public interface OccasionalState {
    /// What it is called in digests.
    String name();

    /// Whether there is anything that is not as it was in the beginning.
    boolean isUsed();

    void save(StateWriter out);

    /// Takes back what [#save] wrote, after all other state.
    void restore(StateReader in);

    /// State that something else keeps.
    static OccasionalState of(
            String name, BooleanSupplier used, Consumer<StateWriter> save, Consumer<StateReader> restore) {
        return new OccasionalState() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean isUsed() {
                return used.getAsBoolean();
            }

            @Override
            public void save(StateWriter out) {
                save.accept(out);
            }

            @Override
            public void restore(StateReader in) {
                restore.accept(in);
            }
        };
    }
}
