package org.fugu.machine.kernel;

import org.fugu.machine.tlb.Translation;
import org.jspecify.annotations.Nullable;

/// What a kernel does for a page that the TLB has lost, if that is nothing but to bring its translation
/// back: then the machine need not leave what executes the program. [TrapHandler#trap] does the same, in
/// the same time.
public interface Refill {
    /// A kernel that knows of no page.
    Refill NONE = new Refill() {
        @Override
        public @Nullable Translation known(long virtualPage, int right) {
            return null;
        }

        @Override
        public int instructions() {
            return 0;
        }

        @Override
        public void cameBack(Translation translation) {
            throw new IllegalStateException("no page was known");
        }
    };

    /// What a page fault of the running program would have the kernel bind ([Translations#bind]), if it did
    /// nothing else and both words were as they are said to be. Changes nothing.
    ///
    /// @param virtualPage of which the TLB has nothing
    /// @param right that the program needs, as [org.fugu.machine.tlb.Tlb] numbers it
    /// @return null if the kernel did anything else
    @Nullable
    Translation known(long virtualPage, int right);

    /// What the kernel is charged before it binds that.
    int instructions();

    /// What was [#known] is in the TLB, and the program goes on.
    ///
    /// @param translation with what the kernel's word was, as for [TrapHandler#bound]
    void cameBack(Translation translation);
}
