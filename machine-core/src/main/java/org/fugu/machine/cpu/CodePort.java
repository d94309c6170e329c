package org.fugu.machine.cpu;

/// Guest code that need not be interpreted. The interpreter asks where control is transferred.
public interface CodePort {
    /// Nothing is translated.
    CodePort NONE = new CodePort() {
        @Override
        public boolean isEntry(long pc) {
            return false;
        }

        @Override
        public boolean isReady(long pc) {
            return false;
        }

        @Override
        public void run(Context context) {
            throw new IllegalStateException("nothing is translated");
        }
    };

    /// Control has come to an instruction by a transfer. Hot.
    ///
    /// @return whether [#run] is worth a call there
    boolean isEntry(long pc);

    /// Whether something translated is known to begin there.
    boolean isReady(long pc);

    /// Executes what is translated from the context's `pc` on, as far as it is and may be: up to an
    /// instruction that has to be interpreted, which can be the first one. Registers, time and all else
    /// are then as if every instruction had been interpreted.
    void run(Context context);
}
