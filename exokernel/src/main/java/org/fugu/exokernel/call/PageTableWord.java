package org.fugu.exokernel.call;

import org.fugu.machine.tlb.Translation;

/// The word of a library OS's own page table that a translation follows from.
///
/// @param value what the library OS found there when it decided
public record PageTableWord(long physicalAddress, long value) {
    /// The translation follows from no such word.
    public static final PageTableWord NONE = new PageTableWord(Translation.NO_WORD, 0);
}
